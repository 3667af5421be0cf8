"""How kernels are compiled."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from typing import Any

from numba import njit
from numba.core import types
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary, ll  # type: ignore[attr-defined]
from numba.core.compiler import CompilerBase, CompileResult, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import NativeLowering
from numba.extending import is_jitted

from palier.engine.reference import FieldType, ReferenceType


class _Piece(JITCodeLibrary):
    """Code that becomes part of the kernels that use it: neither optimised nor made executable by itself.

    Numba would do both for every function together with all that it calls, so that what is called at the end of a
    chain of eight is optimised eight times. Here the kernel at the top does it once.
    """

    made_from: tuple[str, str, tuple[Any, ...]]  # module and name of the function, types of its arguments

    def finalize(self) -> None:
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            if not isinstance(library, _Piece):
                self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True

    def pieces(self) -> list[_Piece]:
        """Those that it calls."""
        return [each for each in dict.fromkeys(self._linking_libraries) if isinstance(each, _Piece)]

    def by_itself(self) -> Any:
        """Its code without that of the pieces that it calls."""
        return super()._get_module_for_linking()

    def _get_module_for_linking(self) -> Any:
        """Its code and that of all the pieces that it comes to call, for a library that knows of no pieces."""
        whole = self.by_itself().clone()
        for piece in _all_called([self]):
            if piece is not self:
                whole.link_in(piece.by_itself(), preserve=True)
        return whole

    def serialize_using_object_code(self) -> tuple[str, str, Any]:
        """As `JITCodeLibrary`, but as bitcode, and with word of what it calls in place of that itself."""
        name, kind, bitcode = self.serialize_using_bitcode()
        return name, kind, (bitcode, self.made_from, [piece.made_from for piece in self.pieces()])

    @classmethod
    def read(cls, codegen: Any, name: str, bitcode: bytes, made_from: Any, called: list[_Piece]) -> _Piece:
        """A piece as it was kept."""
        made = cls(codegen, name)
        made.made_from = made_from
        made._final_module = ll.parse_bitcode(bitcode)
        made._linking_libraries = called
        made._finalized = True
        return made


def _all_called(libraries: list[Any]) -> list[Any]:
    """The libraries, and all the pieces that they come to call, each once."""
    found, waiting = dict.fromkeys(libraries), list(libraries)
    while waiting:
        library = waiting.pop()
        new = [each for each in library.pieces() if each not in found] if isinstance(library, _Piece) else []
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)


class _Whole(JITCodeLibrary):
    """A kernel with all its pieces, linked once."""

    def finalize(self) -> None:
        for library in _all_called(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            code = library.by_itself() if isinstance(library, _Piece) else library._get_module_for_linking()
            self._final_module.link_in(code, preserve=True)
        self._linking_libraries = []
        super().finalize()


class _PieceOnDisk(CompileResultCacheImpl):
    """Reads a kept piece without making it executable, which Numba would do to whatever it reads."""

    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        """Its own file: a formula may be kept both as a piece and as Python calls it."""
        name: str = super().get_filename_base(f"{fullname}.piece", abiflags)
        return name

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """The piece, or None if what it calls is not to be found: then it is compiled again."""
        library, described, environment, signature, objectmode, lifted, annotation, again, others = payload
        name, _, (bitcode, made_from, needed) = library
        called = []
        for module, function, kinds in needed:
            importlib.import_module(module)
            dispatcher = _pieces.get((module, function))
            if dispatcher is None:
                return None
            dispatcher.compile(kinds)
            called.append(dispatcher.overloads[kinds].library)
        for each in again:
            each()
        result: Any = CompileResult
        return result(
            typing_context=target_context.typing_context,
            target_context=target_context,
            entry_point=[].clear,
            typing_error=None,
            type_annotation=annotation,
            signature=signature,
            objectmode=objectmode,
            lifted=lifted,
            fndesc=described,
            library=_Piece.read(target_context.codegen(), name, bitcode, made_from, called),
            call_helper=None,
            environment=environment,
            metadata=None,
            reload_init=again,
            referenced_envs=others,
        )


class _PiecesOnDisk(FunctionCache):
    _impl_class = _PieceOnDisk


class _KeptPiece:
    """What is kept of a piece, looked for when it is compiled: a process that only runs compiles none of hundreds."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __getattr__(self, name: str) -> Any:
        if name != "_found":
            return getattr(self._found, name)  # type: ignore[has-type]
        self._found = _PiecesOnDisk(self._function)
        return self._found


@register_pass(mutates_CFG=True, analysis_only=False)
class _HandOver(LoweringPass):
    """Make the lowered function known to those that call it."""

    _name = "hand_over"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        state.library.finalize()
        state.type_annotation = ""  # for readers of Numba's listings; kept on disk otherwise
        lowered = state["cr"]._replace(cfunc=[].clear)  # stands for the entry from Python, which there is not
        state.targetctx.insert_user_function(lowered.cfunc, lowered.fndesc, [state.library])
        state["cr"] = lowered
        return True


class _InnerCompiler(CompilerBase):
    def define_pipelines(self) -> list[Any]:
        self.state.flags.no_compile = True
        names, kinds = self.state.func_id, tuple(self.state.args)
        self.state.library = _Piece(self.state.targetctx.codegen(), names.func_qualname)
        self.state.library.made_from = names.modname, names.func_qualname, kinds
        names.unique_id = _number_of(names.modname, names.func_qualname, kinds)  # not the next: all processes agree
        names.unique_name = f"{names.func_qualname}${names.unique_id}"
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_HandOver, NativeLowering)
        passes.finalize()
        return [passes]


def _number_of(module: str, function: str, kinds: tuple[Any, ...]) -> int:
    """A number of a function for arguments of some types, part of the name that others call it by."""
    told = module, function, [kind.key if isinstance(kind, ReferenceType) else str(kind) for kind in kinds]
    return int(hashlib.sha256(repr(told).encode()).hexdigest()[:12], 16)


class _KernelCompiler(CompilerBase):
    def define_pipelines(self) -> list[Any]:
        self.state.library = _Whole(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


_pieces: dict[tuple[str, str], Any] = {}  # dispatchers by module and name of the function

# Division follows IEEE 754 instead of raising: kernels guard their divisors.
_options: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
kernel: Any = njit(**_options, pipeline_class=_KernelCompiler)
_unseen: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inner(function: Any) -> Any:
    """A kernel that only kernels call, compiled once for each type of its arguments and not for each constant."""
    return _piece(function, _options)


def inlined(function: Any) -> Any:
    """As `inner`, of what is done for each room, opening or person: it becomes part of the loop that calls it.

    There it is known where in memory everything lies; called by itself, it would look it up for each of them anew.
    """
    return _piece(function, {**_options, "forceinline": True})


def _piece(function: Any, options: dict[str, Any]) -> Any:
    made: Any = njit(**{**options, "cache": False}, **_unseen, pipeline_class=_InnerCompiler)(function)
    made._cache = _KeptPiece(function)
    _pieces[function.__module__, function.__qualname__] = made
    template = made.get_call_template
    made.get_call_template = lambda given, named: template(
        tuple(_general(each) for each in given), {name: _general(each) for name, each in named.items()}
    )
    return made


def _formulas_as_pieces() -> None:
    """Let kernels take the formulas of `physics` as pieces; Python calls them as before."""
    physics = importlib.import_module("palier.physics")
    for found in pkgutil.iter_modules(physics.__path__):
        module = importlib.import_module(f"{physics.__name__}.{found.name}")
        formulas: list[Any] = [each for each in vars(module).values() if is_jitted(each)]
        for formula in formulas:
            if formula.py_func.__module__ == module.__name__:
                options = {name: value for name, value in formula.targetoptions.items() if name != "nopython"}
                piece = _piece(formula.py_func, {"cache": True, **options})
                formula.get_call_template = piece.get_call_template
                formula.get_overload = piece.get_overload


def _general(kind: Any) -> Any:
    """The type without the value of a constant or the name of a field."""
    return kind.nameless() if isinstance(kind, FieldType) else types.unliteral(kind)


_formulas_as_pieces()
