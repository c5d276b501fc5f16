"use strict";
// The page of a plan: draws both graphs from the data, and keeps what is picked, found and shown at a step. Layout comes
// with the data; nothing is computed here but what the reader changes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const rules = new Map(data.rules.map((rule) => [rule.name, rule]));
  const ROW = 16, TITLE = 18, HEADING = 44, SVG = "http://www.w3.org/2000/svg";
  const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const short = (text, max) => (text.length > max ? text.slice(0, max - 1) + "…" : text);

  // ---- Figures as people read them.
  const digits = (value, places) => value.toLocaleString("en", { maximumFractionDigits: places });
  const perS = (value) => (value == null ? "–" : digits(Math.round(value), 0) + "/s");
  const time = (ns) => (ns == null ? "–" : ns < 1e3 ? digits(ns, 1) + " ns" : ns < 1e6 ? digits(ns / 1e3, 1) + " µs" : digits(ns / 1e6, 2) + " ms");
  const bytes = (value) => (value < 1e3 ? digits(value, 1) + " B" : value < 1e6 ? digits(value / 1e3, 1) + " kB" : digits(value / 1e6, 1) + " MB");
  const rate = (value) => (value === 0 ? "0" : value < 0.01 ? value.toExponential(1) : digits(value, 3));

  // ---- One pane for each side.
  const heaviest = Math.max(...data.sides.flatMap((side) => side.operators.map((it) => it.cpu_ns)), 1);
  const width = (rate) => Math.min(6, Math.max(0.7, 1.3 + 0.45 * Math.log2(Math.max(rate, 1e-6))));
  const panes = data.sides.map((side, index) => {
    const section = document.createElement("section");
    section.className = "pane";
    section.dataset.side = side.name;
    section.innerHTML = `<h2>${side.name === "plan" ? "plan" : "program as written"}</h2>`;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `the ${side.name}: arrow keys go from operator to operator`);
    svg.innerHTML = drawing(side, index);
    section.append(svg);
    byId("panes").append(section);
    const all = (selector) => Array.from(svg.querySelectorAll(selector));
    const rows = [], texts = [], edges = all(".edge");
    all(".row").forEach((row) => (rows[row.dataset.op] = row));
    all("text[data-op]").forEach((text) => (texts[text.dataset.op] = text));
    const inputs = side.operators.map(() => []), readers = side.operators.map(() => []);
    const edgesOf = side.operators.map(() => []);
    side.edges.forEach((edge) => {
      inputs[edge.to].push(edge.from);
      readers[edge.from].push(edge.to);
    });
    edges.forEach((path) => {
      const edge = side.edges[path.dataset.edge];
      edgesOf[edge.from].push(path);
      if (edge.to !== edge.from) edgesOf[edge.to].push(path);
    });
    return { side, index, section, svg, rows, texts, edges, inputs, readers, edgesOf, view: null, marks: [] };
  });

  function drawing(side, index) {
    const out = [`<defs><marker id="tip${index}" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" ` +
      `markerHeight="9" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>`];
    const rect = (name, box, more) => `<rect class="${name}" x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" ${more || ""}/>`;
    side.lanes.forEach((lane) => {
      const [x, y, w] = lane.box;
      out.push(rect("lane", lane.box, 'rx="8"'));
      out.push(`<text class="head" x="${x + 14}" y="${y + HEADING - 24}">${escaped(lane.name)}</text>`);
      const load = lane.load == null ? "" : `, ${Math.round(lane.load * 100)} % load`;
      out.push(`<text class="what" x="${x + 14}" y="${y + HEADING - 9}">${escaped(lane.what + load)}</text>`);
      if (lane.load != null) {
        out.push(rect("loadbar", [x + 10, y + 3, w - 20, 4], 'rx="2"'));
        out.push(rect("load" + (lane.load > 0.95 ? " hot" : ""), [x + 10, y + 3, Math.max(1, (w - 20) * lane.load), 4], 'rx="2"'));
      }
    });
    side.edges.forEach((edge, at) => {
      if (!edge.path) return;
      const name = "edge" + (edge.away ? " away" : "") + (edge.rate === 0 ? " idle" : "");
      out.push(`<path class="${name}" data-edge="${at}" d="${edge.path}" stroke-width="${width(edge.rate).toFixed(1)}" marker-end="url(#tip${index})"/>`);
    });
    side.cards.forEach((card) => {
      const [x, y, w] = card.box;
      const isIdle = card.operators.every((id) => side.operators[id].rate === 0);
      out.push(rect("card" + (isIdle ? " idle" : ""), card.box, 'rx="5"'));
      out.push(`<text class="title" x="${x + 10}" y="${y + 14}">${escaped(short(card.title, 36))}</text>`);
      card.operators.forEach((id, line) => {
        const operator = side.operators[id], top = y + TITLE + line * ROW;
        out.push(`<rect class="row" data-op="${id}" x="${x + 2}" y="${top}" width="${w - 4}" height="${ROW}" rx="3"/>`);
        if (operator.cpu_ns > 0) {
          const part = Math.max(2, (operator.cpu_ns / heaviest) * (ROW - 4));
          out.push(rect("heat", [x + 3, top + (ROW - part) / 2, 3, part], 'pointer-events="none"'));
        }
        out.push(`<text data-op="${id}" x="${x + 10}" y="${top + 12}">${escaped(short(operator.call, 36))}</text>`);
      });
    });
    return out.join("");
  }

  // ---- Pan and zoom.
  function fit(pane) {
    const { clientWidth: w, clientHeight: h } = pane.svg;
    if (!w || !h) return;
    const scale = Math.min(1.4, Math.max(w / pane.side.width, 0.5));
    pane.view = { x: Math.min(0, (pane.side.width - w / scale) / 2), y: -26 / scale, w: w / scale, h: h / scale };
    look(pane);
  }
  function look(pane) {
    const { x, y, w, h } = pane.view;
    pane.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
  }
  function zoom(pane, factor, atX, atY) {
    const view = pane.view;
    const wide = Math.min(Math.max(view.w * factor, 120), Math.max(pane.side.width, pane.side.height) * 4 + 400);
    const real = wide / view.w;
    view.x += (atX ?? view.w / 2) * (1 - real);
    view.y += (atY ?? view.h / 2) * (1 - real);
    view.w *= real;
    view.h *= real;
    look(pane);
  }
  function reveal(pane, id) {
    const row = pane.rows[id], view = pane.view;
    if (!row || !view) return;
    const x = +row.getAttribute("x"), y = +row.getAttribute("y"), w = +row.getAttribute("width"), margin = 30;
    if (x < view.x + margin || x + w > view.x + view.w - margin) view.x = x + w / 2 - view.w / 2;
    if (y < view.y + margin || y > view.y + view.h - 2 * margin) view.y = y - view.h / 2;
    look(pane);
  }
  panes.forEach((pane) => {
    const { svg } = pane;
    const inView = (event) => {
      const box = svg.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * pane.view.w, ((event.clientY - box.top) / box.height) * pane.view.h];
    };
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        zoom(pane, Math.exp(event.deltaY * 0.004), ...inView(event));
      } else {
        const unit = pane.view.w / svg.clientWidth;
        pane.view.x += (event.shiftKey ? event.deltaY : event.deltaX) * unit;
        pane.view.y += (event.shiftKey ? 0 : event.deltaY) * unit;
        look(pane);
      }
    }, { passive: false });
    let grip = null;
    svg.addEventListener("pointerdown", (event) => {
      grip = { x: event.clientX, y: event.clientY, from: { ...pane.view }, moved: false };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const unit = pane.view.w / svg.clientWidth;
      const dx = event.clientX - grip.x, dy = event.clientY - grip.y;
      if (!grip.moved && Math.hypot(dx, dy) > 4) {
        grip.moved = true;
        svg.setPointerCapture(event.pointerId);
      }
      if (grip.moved) {
        pane.view.x = grip.from.x - dx * unit;
        pane.view.y = grip.from.y - dy * unit;
        look(pane);
      }
    });
    svg.addEventListener("pointerup", (event) => {
      const dragged = grip && grip.moved;
      grip = null;
      if (dragged) return;
      const row = event.target.closest(".row");
      pick(row ? pane : null, row ? +row.dataset.op : null);
    });
    svg.addEventListener("pointerover", (event) => hover(pane, event));
    svg.addEventListener("pointerout", () => (byId("tip").hidden = true));
    svg.addEventListener("keydown", (event) => walk(pane, event));
  });

  // ---- What is said of an operator.
  const facts = (pane, id) => {
    const it = pane.side.operators[id];
    const lane = pane.side.lanes[pane.side.cards[it.card].lane];
    const list = [["at", lane.name + (lane.instances ? `, ${lane.instances} instance${lane.instances === 1 ? "" : "s"}` : "")], ["type", it.type], ["order", it.order],
      ["rate", `${rate(it.rate)} per unit of workload, ${it.says}`], ["element", bytes(it.bytes) + " encoded"],
      ["cost", `${time(it.cpu_ns)} CPU per unit` + (it.network_bytes ? `, ${bytes(it.network_bytes)} on the network` : "")]];
    if (it.rule) list.push(["rule", it.rule]);
    if (it.spread) list.push(["spread", it.spread]);
    return list;
  };
  function hover(pane, event) {
    const tip = byId("tip"), row = event.target.closest(".row"), path = event.target.closest(".edge");
    if (row) {
      const id = +row.dataset.op;
      const lines = facts(pane, id).map(([name, words]) => `<span>${name}</span> ${escaped(words)}`);
      tip.innerHTML = `<b class="call">${escaped(short(pane.side.operators[id].call, 240))}</b>${lines.join("<br>")}`;
    } else if (path) {
      const edge = pane.side.edges[path.dataset.edge];
      const it = pane.side.operators[edge.from];
      tip.innerHTML = `${rate(edge.rate)} <span>elements per unit of</span> ${escaped(it.type)}`;
    } else {
      tip.hidden = true;
      return;
    }
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + "px";
    tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18) + "px";
  }

  let shownStep = data.steps.length;

  // ---- What is picked: one operator, its neighbours, and what it is on the other side.
  let picked = null;
  const terms = (list) => `<dl>${list.map(([name, words]) => `<dt>${name}</dt><dd>${escaped(words)}</dd>`).join("")}</dl>`;
  function mark(pane, element, name) {
    if (!element) return;
    element.classList.add(name);
    pane.marks.push([element, name]);
  }
  function pick(pane, id) {
    panes.forEach((it) => {
      it.marks.forEach(([element, name]) => element.classList.remove(name));
      it.marks = [];
      it.svg.classList.remove("picking");
    });
    picked = pane ? { pane, id } : null;
    const detail = byId("detail");
    if (!pane) {
      const step = data.steps[shownStep - 1], law = step && shownStep < data.steps.length && rules.get(step.rule);
      detail.innerHTML = law ? `<p class="call"><b>${escaped(law.name)}</b>  ${escaped(step.title)}</p>` +
        terms([["did", step.words], ["says", law.statement], ["theorem", law.theorem]]) + terms([["if", law.condition], ["because", law.reason]])
        : `<p class="hint">Pick an operator: click it, or focus a graph with Tab and go with the arrow keys. Red marks show where CPU goes,
        thick edges where elements flow; dashed edges are idle. The slider replays the certificate: which rule put each operator where it is.</p>`;
      return;
    }
    pane.svg.classList.add("picking");
    mark(pane, pane.rows[id], "picked");
    mark(pane, pane.texts[id], "picked");
    pane.inputs[id].concat(pane.readers[id]).forEach((near) => near !== id && mark(pane, pane.rows[near], "near"));
    pane.edgesOf[id].forEach((edge) => mark(pane, edge, "near"));
    const other = panes[1 - pane.index], twin = pane.side.operators[id].twin;
    if (twin != null) mark(other, other.rows[twin], "twin");
    const it = pane.side.operators[id], rule = rules.get(it.rule);
    const known = facts(pane, id), own = 6;
    const there = twin == null ? [["plan", "not there as such"]]
      : [["plan", other.side.lanes[other.side.cards[other.side.operators[twin].card].lane].name], ["rule", other.side.operators[twin].rule || "–"]];
    const why = rule ? [...known.slice(own), ["says", rule.statement], ["theorem", rule.theorem]] : pane === panes[0] ? there : known.slice(own);
    detail.innerHTML = `<p class="call"><b>${escaped(pane.side.cards[it.card].title)}</b>  ${escaped(it.call)}</p>` + terms(known.slice(0, own)) +
      terms(why) + (rule ? terms([["if", rule.condition], ["because", rule.reason]]) : "");
  }
  function walk(pane, event) {
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    let to = 0;
    if (picked && picked.pane === pane) {
      const id = picked.id;
      if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        const next = step < 0 ? pane.inputs[id] : pane.readers[id];
        if (!next.length) return;
        to = next[0];
      } else {
        // Among those that are read with it, or stand beside it in the text.
        const peers = pane.inputs[id].length ? pane.readers[pane.inputs[id][0]] : [];
        const list = peers.length > 1 ? peers : pane.side.operators.map((_, at) => at);
        to = list[(list.indexOf(id) + step + list.length) % list.length];
      }
    }
    pick(pane, to);
    reveal(pane, to);
  }

  // ---- The certificate's steps. At the last one the plan is complete.
  const plan = panes[1], slider = byId("slider");
  const placedAt = new Array(plan.side.operators.length).fill(0);
  data.steps.forEach((step, at) => step.places && step.plan.forEach((id) => (placedAt[id] = at + 1)));
  let now = [];
  slider.max = data.steps.length;
  slider.value = shownStep;
  function goTo(step) {
    const low = Math.min(step, shownStep), high = Math.max(step, shownStep);
    placedAt.forEach((at, id) => {
      if (at <= low || at > high) return;
      const isLater = at > step;
      [plan.rows[id], plan.texts[id]].forEach((it) => it && it.classList.toggle("later", isLater));
      plan.edgesOf[id].forEach((path) => {
        const edge = plan.side.edges[path.dataset.edge];
        path.classList.toggle("later", Math.max(placedAt[edge.from], placedAt[edge.to]) > step);
      });
    });
    shownStep = step;
    slider.value = step;
    now.forEach((row) => row.classList.remove("now"));
    const it = data.steps[step - 1];
    now = it && step < data.steps.length ? it.plan.map((id) => panes[1].rows[id]).concat(it.source.map((id) => panes[0].rows[id])).filter(Boolean) : [];
    now.forEach((row) => row.classList.add("now"));
    const text = !it ? "the program as written: nothing is placed yet"
      : `<b>${escaped(it.rule)}</b> ${escaped(it.words)}: <code>${escaped(it.title)}</code>`;
    byId("step").innerHTML = `${step} of ${data.steps.length}  ${step === data.steps.length ? "all steps, each checked: the plan is complete" : text}`;
    byId("step").title = it ? it.title : "";
    slider.setAttribute("aria-valuetext", byId("step").textContent);
    if (!picked) pick(null);
    if (now.length) {
      if (it.plan.length) reveal(plan, it.plan[0]);
      if (it.source.length) reveal(panes[0], it.source[0]);
    }
  }
  const move = (by) => goTo(Math.max(0, Math.min(data.steps.length, shownStep + by)));
  slider.addEventListener("input", () => goTo(+slider.value));
  byId("back").addEventListener("click", () => move(-1));
  byId("forth").addEventListener("click", () => move(1));

  // ---- Finding, showing, colours, keys.
  let found = [];
  byId("search").addEventListener("input", (event) => {
    const word = event.target.value.trim().toLowerCase();
    found.forEach((row) => row.classList.remove("found"));
    found = [];
    panes.forEach((pane) => {
      if (!word) return;
      let first = null;
      pane.side.operators.forEach((it, id) => {
        if (!it.call.toLowerCase().includes(word) && !pane.side.cards[it.card].title.toLowerCase().includes(word)) return;
        first ??= id;
        pane.rows[id].classList.add("found");
        found.push(pane.rows[id]);
      });
      if (first != null) reveal(pane, first);
    });
  });
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const row = found[0];
      const pane = row && panes.find((it) => it.svg.contains(row));
      if (pane) {
        pick(pane, +row.dataset.op);
        pane.svg.focus();
      }
    }
  });
  function show(what) {
    panes.forEach((pane) => (pane.section.hidden = what !== "both" && what !== pane.side.name));
    document.querySelectorAll("#shown button").forEach((it) => it.setAttribute("aria-pressed", String(it.dataset.show === what)));
    panes.forEach((pane) => !pane.section.hidden && fit(pane));
  }
  byId("shown").addEventListener("click", (event) => event.target.dataset.show && show(event.target.dataset.show));
  byId("fit").addEventListener("click", () => panes.forEach(fit));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (isDark) => (document.documentElement.dataset.theme = isDark ? "dark" : "light");
  const isDark = () => document.documentElement.dataset.theme === "dark";
  paint(dark.matches);
  dark.addEventListener("change", (event) => paint(event.matches));
  byId("theme").addEventListener("click", () => paint(!isDark()));
  const KEYS = [["Tab", "to the next graph, button or the slider"], ["↑ ↓", "to what an operator reads, to who reads it"], ["← →", "to its neighbours"],
    ["[ ]", "one step of the certificate back or on"], ["/", "find"], ["1 2 3", "both, program, plan"], ["+ − 0", "zoom in, out, fit"],
    ["t", "light or dark"], ["Esc", "nothing picked"], ["wheel, drag", "move; with Ctrl the wheel zooms"]];
  byId("keys").innerHTML = `<table>${KEYS.map(([key, what]) => `<tr><td>${key}</td><td>${what}</td></tr>`).join("")}</table>
    <form method="dialog"><button>close</button></form>`;
  byId("help").addEventListener("click", () => byId("keys").showModal());
  const zoomAll = (factor) => panes.forEach((pane) => !pane.section.hidden && zoom(pane, factor));
  const ACTIONS = {
    "[": () => move(-1), "]": () => move(1), "/": () => byId("search").focus(), "1": () => show("both"), "2": () => show("program"),
    "3": () => show("plan"), "0": () => panes.forEach(fit), "+": () => zoomAll(0.8), "=": () => zoomAll(0.8), "-": () => zoomAll(1.25),
    "t": () => paint(!isDark()), "?": () => byId("keys").showModal(), "Escape": () => pick(null),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const isTyping = event.target === byId("search");
    if (isTyping && event.key === "Escape") event.target.blur();
    const action = isTyping ? null : ACTIONS[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  addEventListener("resize", () => panes.forEach((pane) => {
    if (!pane.view || !pane.svg.clientWidth) return;
    pane.view.h = pane.view.w * (pane.svg.clientHeight / pane.svg.clientWidth);
    look(pane);
  }));

  // ---- The figures above.
  const { before, after, gain } = data.report;
  document.querySelector("h1").textContent = data.report.program;
  const many = (one, other, name) => (one === other ? name(one) : `${name(one)} → ${name(other)}`);
  const list = [["throughput", many(before.throughput_per_s, after.throughput_per_s, perS), gain >= 1.005 ? `${gain.toFixed(2)}×` : ""],
    ["network", many(before.network_bytes_per_s, after.network_bytes_per_s, (it) => (it == null ? "–" : bytes(it) + "/s"))],
    ["latency, median", many(before.latency_ns_p50, after.latency_ns_p50, time)], ["machines", many(before.machines, after.machines, String)],
    ["bottleneck", many(before.bottleneck, after.bottleneck, String)], ["on", data.report.target]];
  byId("figures").innerHTML = list.map(([name, words, more]) => `<div><dt>${name}</dt><dd>${escaped(words)}${more ? ` <span class="good">${more}</span>` : ""}</dd></div>`).join("");
  panes.forEach(fit);
  goTo(data.steps.length);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
