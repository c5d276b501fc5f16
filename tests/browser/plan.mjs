// Uses the page of `--emit html` as a person would, in a real browser: clicks, hovers, moves the slider, goes by keys.
//
//     node tests/browser/plan.mjs CHROMIUM PAGE.html [FOLDER FOR SCREENSHOTS]
//
// Ends with 1 when something does not do what it should. How long it takes to open and to react is printed, not judged.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { open, start } from "./chromium.mjs";

const [chromium, file, folder] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
const browser = start(chromium);
try {
  for (const scheme of ["light", "dark"]) {
    const page = await open(browser, url, { width: 1440, height: 900, scheme });
    await use(page, scheme);
    assert.deepEqual(page.complaints, [], "the page complains of nothing");
    assert.deepEqual(page.requests.filter((it) => it !== url && !it.startsWith("data:")), [], "nothing is fetched");
  }
  console.log("1 passed, 0 failed");
} finally {
  await browser.close();
}

async function use(page, scheme) {
  const { evaluate, click, hover, key } = page;
  const picture = async (name) => folder && writeFileSync(resolve(folder, `${name}-${scheme}.png`), await page.screenshot());
  const text = (selector) => evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const count = (selector) => evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
  const ready = Number(await evaluate("document.documentElement.dataset.ready"));
  assert.ok(ready > 0, "the script came to its end");
  assert.equal(await evaluate("document.documentElement.dataset.theme"), scheme);

  // Both graphs are there with every operator, and the figures of the report.
  const data = "JSON.parse(document.getElementById('data').textContent)";
  const operators = await evaluate(`${data}.sides.map((side) => side.operators.length)`);
  assert.equal(await count(".pane .row"), operators[0] + operators[1]);
  assert.match(await text("#figures"), /throughput.*\/s/);
  await picture("open");

  // A hover tells, a click picks, and shows the twin on the other side.
  const row = `.pane[data-side="plan"] .row[data-op="1"]`;
  await evaluate(`document.querySelector(${JSON.stringify(row)}).scrollIntoView()`);
  await hover(row);
  assert.equal(await evaluate("document.getElementById('tip').hidden"), false);
  assert.match(await text("#tip"), /type.*rate.*cost.*rule/s);
  await click(row);
  assert.equal(await count(".row.picked"), 1);
  assert.match(await text("#detail"), /rule.*says.*because/s);
  assert.ok((await count(".edge.near")) > 0, "its streams are shown");
  await picture("picked");

  // Arrow keys go on from there, Escape lets go.
  await evaluate(`document.querySelector('.pane[data-side="plan"] svg').focus()`);
  const picked = () => evaluate("document.querySelector('.row.picked')?.dataset.op ?? null");
  const before = await picked();
  await key("ArrowDown");
  assert.notEqual(await picked(), before);
  await key("ArrowUp");
  assert.equal(await count(".row.picked"), 1);
  await key("Escape");
  assert.equal(await count(".row.picked"), 0);

  // The slider replays the certificate: at 0 nothing is placed, at the end everything.
  const steps = Number(await evaluate("document.getElementById('slider').max"));
  const slide = (step) => evaluate(`(() => { const slider = document.getElementById("slider"); slider.value = ${step};
    slider.dispatchEvent(new Event("input", { bubbles: true })); })()`);
  assert.equal(await count(".row.later"), 0);
  await slide(0);
  assert.equal(await count(".row.later"), operators[1]);
  await evaluate("document.getElementById('slider').focus()");
  await key("ArrowRight");
  assert.equal(await evaluate("document.getElementById('slider').value"), "1");
  await slide(Math.floor(steps / 2));
  assert.ok((await count(".row.now")) > 0, "the step's operators are marked");
  await picture("half");
  await click("#forth");
  assert.equal(Number(await evaluate("document.getElementById('slider').value")), Math.floor(steps / 2) + 1);
  await slide(steps);
  assert.equal(await count(".row.later"), 0);

  // Finding, one side alone, the other colours, the list of keys.
  await evaluate("document.activeElement.blur()");
  await key("/", "/");
  assert.equal(await evaluate("document.activeElement.id"), "search");
  for (const letter of "input") await key(letter, letter);
  assert.ok((await count(".row.found")) > 0);
  await key("Escape");
  await key("3", "3");
  assert.deepEqual(await evaluate("Array.from(document.querySelectorAll('.pane')).map((it) => it.hidden)"), [true, false]);
  await picture("plan");
  await key("1", "1");
  await key("t", "t");
  assert.notEqual(await evaluate("document.documentElement.dataset.theme"), scheme);
  await key("t", "t");
  await key("?", "?");
  assert.equal(await evaluate("document.getElementById('keys').open"), true);
  await evaluate("document.getElementById('keys').close()");

  // How long a reader waits, up to the frame that shows it.
  const frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))";
  const took = (what) => evaluate(`(async () => { const from = performance.now(); ${what}; await ${frame}; return performance.now() - from; })()`);
  const zero = `document.getElementById("slider").value = 0; document.getElementById("slider").dispatchEvent(new Event("input"))`;
  const down = `document.dispatchEvent(new KeyboardEvent("keydown", { key: "]" }))`;
  const arrow = `document.querySelector(".pane svg").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }))`;
  const figures = { open: ready, "slider to 0": await took(zero), "step on": await took(down), "next operator": await took(arrow) };
  const words = Object.entries(figures).map(([name, ms]) => `${name} ${Math.round(ms)} ms`);
  console.log(`${scheme}: ${operators.join(" and ")} operators; ${words.join(", ")}`);
}
