"use strict";
(() => {
  const data = JSON.parse(document.getElementById("film-data").textContent);
  const svg = document.getElementById("section-svg");
  const stage = document.getElementById("stage");
  const slider = document.getElementById("time");
  const play = document.getElementById("play");
  const clockOut = document.getElementById("clock");
  const speed = document.getElementById("speed");
  const captions = document.getElementById("captions");
  const tip = document.getElementById("tip");
  const KINDS = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array };
  const GRAVE = new Set(["dead", "incapacitated", "too late", "left behind"]);

  const unpack = ({ kind, data: text }) => {
    const raw = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new KINDS[kind](raw.buffer);
  };
  const film = {};
  for (const [name, value] of Object.entries(data)) film[name] = value && value.kind && value.data !== undefined ? unpack(value) : value;
  const times = film.time, end = times[times.length - 1];
  const nRooms = film.rooms.length, nPeople = film.people.length;
  const clock = (t) => { const s = Math.round(t); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };

  // ---- the drawing
  const smokes = [...svg.querySelectorAll("g.smoke")].map((g) => ({
    i: Number(g.dataset.room), z: Number(g.dataset.z), h: Number(g.dataset.h), lower: g.querySelector(".lower"), upper: g.querySelector(".upper"),
  }));
  const fires = [...svg.querySelectorAll("g.fire")].map((g) => ({ i: Number(g.dataset.room), flames: g.querySelector(".flames"), embers: g.querySelector(".embers") }));
  const state = new Map();
  film.openings.forEach((name, i) => state.set(name, ["opening_state", film.openings.length, i]));
  film.vents.forEach((name, i) => state.set(name, ["vent_state", film.vents.length, i]));
  const holes = [...svg.querySelectorAll(".hole")].map((el) => ({ el, at: state.get(el.dataset.name) })).filter((h) => h.at);
  const people = [...svg.querySelectorAll("g.person")].map((g) => ({ g, figure: g.querySelector(".figure"), standing: true, status: -1 }));
  const ladders = [...svg.querySelectorAll("g.ladder")];
  const helpers = [...svg.querySelectorAll("g.helper")];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const LYING = new Set([9, 10]);

  const warmth = (t) => Math.min(Math.max((t - film.warm[0]) / (film.warm[1] - film.warm[0]), 0), 1);
  const tint = (t) => film.tints[Math.min(Math.floor(warmth(t) * film.tints.length), film.tints.length - 1)];
  const darkness = (k, t) => Math.max(1 - Math.exp(-k * film.looked_through), 0.45 * warmth(t));
  const mix = (a, b, f) => a + (b - a) * f;

  let now = film.start, fresh = true, playing = false, before = 0, flicker = 0, chosen = -1, hovered = null;

  const frame = (t) => {
    let lo = 0, hi = times.length - 1;
    while (lo < hi) { const m = (lo + hi + 1) >> 1; if (times[m] <= t) lo = m; else hi = m - 1; }
    const next = Math.min(lo + 1, times.length - 1);
    return [lo, next, next > lo ? Math.min((t - times[lo]) / (times[next] - times[lo]), 1) : 0];
  };

  const drawRooms = (k, n, f) => {
    for (const part of smokes) {
      const a = k * nRooms + part.i, b = n * nRooms + part.i;
      const layer = film.rooms[part.i].z + mix(film.layer[a], film.layer[b], f) / 100;
      const z = Math.min(Math.max(layer - part.z, 0), part.h);
      part.lower.setAttribute("y", -part.z - z);
      part.lower.setAttribute("height", z);
      part.upper.setAttribute("height", part.h - z);
      for (const [layer, el] of [[0, part.lower], [1, part.upper]]) {
        const t = mix(film.temperature[2 * a + layer], film.temperature[2 * b + layer], f) / 10;
        const x = mix(film.extinction[2 * a + layer], film.extinction[2 * b + layer], f) / 1000;
        el.setAttribute("fill", tint(t));
        el.setAttribute("fill-opacity", darkness(x, t).toFixed(3));
      }
    }
  };
  const drawFires = (k, n, f) => {
    fires.forEach((fire, j) => {
      const power = mix(film.power[k * nRooms + fire.i], film.power[n * nRooms + fire.i], f);
      const lick = still || !playing ? 1 : 1 + 0.07 * Math.sin(flicker * 9 + 2 * j) + 0.04 * Math.sin(flicker * 23 + j);
      const h = Math.min(0.235 * Math.pow(power, 0.4), 0.92 * film.rooms[fire.i].h) * lick;
      fire.embers.setAttribute("opacity", film.glows[k * nRooms + fire.i]);
      fire.flames.setAttribute("transform", `scale(${(0.9 * h / lick).toFixed(3)} ${(-h).toFixed(3)})`);
    });
  };
  const drawPeople = (k, n, f) => {
    people.forEach((person, p) => {
      const a = 2 * (k * nPeople + p), b = 2 * (n * nPeople + p), xz = film.person_xz;
      person.g.setAttribute("transform", `translate(${mix(xz[a], xz[b], f) / 100} ${-mix(xz[a + 1], xz[b + 1], f) / 100})`);
      const status = film.person_status[k * nPeople + p];
      if (status !== person.status) {
        person.g.setAttribute("class", `person st-${status}${p === chosen ? " chosen" : ""}`);
        person.status = status;
        if (LYING.has(status)) person.figure.setAttribute("transform", "rotate(-90) translate(0.1 0)");
        else person.figure.removeAttribute("transform");
      }
    });
  };
  const draw = () => {
    const [k, n, f] = frame(now);
    drawRooms(k, n, f);
    drawFires(k, n, f);
    for (const { el, at: [name, count, i] } of holes) el.style.setProperty("--open", film[name][k * count + i] / 100);
    drawPeople(k, n, f);
    ladders.forEach((g, i) => g.setAttribute("opacity", now >= film.ladders[i].begins && now <= film.ladders[i].ends ? 1 : 0));
    helpers.forEach((g, i) => g.setAttribute("opacity", now >= film.helpers[i].from && now < film.helpers[i].until ? 1 : 0));
    clockOut.textContent = clock(now);
    slider.value = now;
    slider.setAttribute("aria-valuetext", clock(now));
    drawCaptions();
    if (hovered) showTip(hovered);
  };

  // ---- captions, marks and the list of events
  let shown = "";
  const drawCaptions = () => {
    let last = -1;
    while (last + 1 < film.events.length && film.events[last + 1].t <= now + 0.01) last++;
    const recent = film.events.slice(Math.max(last - 2, 0), last + 1);
    const key = last + ":" + recent.filter((e) => now - e.t > 45).length;
    if (key === shown) return;
    shown = key;
    captions.replaceChildren(...recent.map((e) => {
      const li = document.createElement("li"), time = document.createElement("b"), text = document.createElement("span");
      time.textContent = e.clock;
      text.textContent = e.text;
      li.append(time, text);
      if (now - e.t > 45) li.className = "old";
      return li;
    }));
    const main = items.filter((li) => li.dataset.small === undefined);
    main.forEach((li, i) => li.classList.toggle("now", i === last));
  };
  const items = [...document.querySelectorAll("#events li")];
  const marks = document.getElementById("marks");
  film.events.forEach((e) => {
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    mark.setAttribute("x", 1000 * e.t / end - 1);
    mark.setAttribute("width", 2);
    mark.setAttribute("height", 10);
    if (GRAVE.has(e.kind)) mark.setAttribute("class", "grave");
    marks.append(mark);
  });
  document.querySelectorAll(".events li > button").forEach((button) => {
    button.addEventListener("click", () => {
      go(Number(button.parentElement.dataset.t));
      document.getElementById("film").scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
    });
  });
  const find = document.getElementById("find"), kind = document.getElementById("kind"), found = document.getElementById("found");
  const filter = () => {
    const word = find.value.trim().toLowerCase();
    let n = 0;
    items.forEach((li) => {
      const some = kind.value === "*" || (kind.value ? li.dataset.kind === kind.value : word || li.dataset.small === undefined);
      const keep = some && (!word || li.textContent.toLowerCase().includes(word));
      li.hidden = !keep;
      if (keep) n++;
    });
    found.textContent = n === items.length ? `${n} events` : `${n} of ${items.length} events`;
  };
  find.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  filter();

  // ---- what is under the pointer
  const seen = (k) => k > 0.1 ? (3 / k).toFixed(3 / k < 10 ? 1 : 0) + " m" : "30 m or more";
  const roomWords = (i) => {
    const [k] = frame(now), a = k * nRooms + i, layer = (l) => {
      const t = film.temperature[2 * a + l] / 10 - 273.15;
      return `${t.toFixed(0)} °C, one sees ${seen(film.extinction[2 * a + l] / 1000)}, CO ${film.co[2 * a + l]} ppm`;
    };
    const z = film.layer[a] / 100, power = film.power[a];
    return `${film.rooms[i].name}\nabove ${z.toFixed(1)} m: ${layer(1)}\nbelow: ${layer(0)}${power ? `\nburning: ${power >= 1000 ? (power / 1000).toFixed(1) + " MW" : power + " kW"}` : ""}`;
  };
  const personWords = (p) => {
    const [k] = frame(now), a = k * nPeople + p, left = film.person_left[a], who = film.people[p];
    const place = film.places[film.person_room[a]];
    const time = left < 65535 ? `\nwould collapse in ${clock(left)} in this gas` : "";
    return `${who.name}, ${who.age}\n${film.status_words[film.person_status[a]]}, ${place}\nFED ${(film.person_fed[a] / 1000).toFixed(2)}${time}`;
  };
  const target = (el) => {
    const person = el.closest && el.closest("g.person");
    if (person) return { person: Number(person.dataset.person) };
    const room = el.closest && el.closest("g.smoke");
    return room ? { room: Number(room.dataset.room) } : null;
  };
  const showTip = (h) => {
    tip.textContent = h.person !== undefined ? personWords(h.person) : roomWords(h.room);
    tip.hidden = false;
    const box = stage.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(h.x + 14, box.width - tip.offsetWidth - 4)) + "px";
    tip.style.top = Math.max(4, h.y + 18 + tip.offsetHeight > box.height ? h.y - tip.offsetHeight - 10 : h.y + 18) + "px";
  };
  const point = (event) => {
    const what = target(event.target), box = stage.getBoundingClientRect();
    hovered = what && { ...what, x: event.clientX - box.left, y: event.clientY - box.top };
    if (hovered) showTip(hovered); else tip.hidden = true;
  };
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  stage.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") { hovered = null; tip.hidden = true; } });
  svg.querySelectorAll("title").forEach((title) => title.remove()); // the tip says more
  stage.addEventListener("click", (event) => {
    const what = target(event.target);
    chosen = what && what.person !== undefined && what.person !== chosen ? what.person : -1;
    people.forEach((person, p) => person.g.classList.toggle("chosen", p === chosen));
  });

  // only the states that occur are in the legend
  const occurring = new Set(film.person_status);
  document.querySelectorAll("#who [data-status]").forEach((li) => { li.hidden = !occurring.has(Number(li.dataset.status)); if (li.hidden) li.style.display = "none"; });
  if (!nPeople) document.getElementById("who").style.display = "none";

  // ---- time
  const go = (t) => { fresh = false; now = Math.min(Math.max(t, 0), end); draw(); };
  const step = (stamp) => {
    if (!playing) return;
    const dt = Math.min((stamp - before) / 1000, 0.25);
    before = stamp;
    flicker += dt;
    now += dt * Number(speed.value);
    if (now >= end) { now = end; toggle(false); }
    draw();
    if (playing) requestAnimationFrame(step);
  };
  const toggle = (on) => {
    playing = on;
    play.textContent = on ? "❚❚" : "▶";
    play.setAttribute("aria-label", on ? "Pause" : "Play");
    if (on) {
      if (now >= end || fresh) now = 0; // the page opens at a telling moment, and plays from the start
      fresh = false;
      before = performance.now();
      requestAnimationFrame(step);
    }
  };
  play.addEventListener("click", () => toggle(!playing));
  slider.addEventListener("input", () => go(Number(slider.value)));
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.closest("input, select, textarea, button, summary, [contenteditable]") && event.target !== slider) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === " ") { event.preventDefault(); toggle(!playing); }
    else if (event.key === "ArrowRight" && event.target !== slider) go(now + 10);
    else if (event.key === "ArrowLeft" && event.target !== slider) go(now - 10);
    else if (event.key === "PageDown" && event.target === slider) { event.preventDefault(); go(now + 60); }
    else if (event.key === "PageUp" && event.target === slider) { event.preventDefault(); go(now - 60); }
  });

  // ---- light and dark
  const root = document.documentElement;
  const show = (theme) => { root.dataset.theme = theme; stage.classList.toggle("dark", theme === "dark"); };
  show(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.getElementById("theme").addEventListener("click", () => show(root.dataset.theme === "dark" ? "light" : "dark"));
  addEventListener("beforeprint", () => { show("light"); document.querySelectorAll("details").forEach((d) => { d.open = true; }); });

  draw();
})();
