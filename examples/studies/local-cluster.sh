#!/bin/bash
#
# A study on a Dask cluster that is this machine alone: to try what a larger one will do.
#
#     bash local-cluster.sh STUDY.yaml DIR
#
# Machines that can reach this one help if the second command, with this machine's name in place of localhost, is given
# on them. palier[cluster] must be installed there, in the same version. On one machine `palier study` needs none of
# this: it uses all cores anyway.

set -eu
export OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1  # a run uses one core

dask scheduler --port 8786 --no-dashboard &
dask worker tcp://localhost:8786 --nworkers -1 --nthreads 1 --no-dashboard &
trap 'kill %2; wait %2 || true; kill %1' EXIT  # the workers first, as they take leave of the scheduler

palier study "$1" --out "$2" --cluster tcp://localhost:8786
