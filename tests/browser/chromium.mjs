// A headless Chromium, driven over its debugging pipe: no package is needed, only node and chromium.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long one answer may take before the test fails rather than hangs. */
const ANSWER_MS_MAX = 60_000;

/** Starts Chromium; `program` is its path. */
export function start(program) {
  const profile = mkdtempSync(join(tmpdir(), "suki-browser-"));
  const flags = ["--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--hide-scrollbars", `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const waiting = new Map(), listeners = [];
  let last = 0, buffer = "";
  child.stdio[4].setEncoding("utf8");
  child.stdio[4].on("data", (chunk) => {
    buffer += chunk;
    const messages = buffer.split("\0");
    buffer = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      const answer = waiting.get(message.id);
      if (answer) {
        waiting.delete(message.id);
        clearTimeout(answer.timer);
        message.error ? answer.no(new Error(`${answer.method}: ${message.error.message}`)) : answer.yes(message.result);
      }
      listeners.forEach((listener) => listener(message));
    }
  });
  const say = (method, params = {}, sessionId) => new Promise((yes, no) => {
    const id = ++last;
    const timer = setTimeout(() => no(new Error(`${method}: no answer`)), ANSWER_MS_MAX);
    waiting.set(id, { yes, no, method, timer });
    child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
  });
  const close = async () => {
    const ended = new Promise((yes) => child.once("exit", yes));
    await say("Browser.close").catch(() => child.kill());
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { say, close, listen: (listener) => listeners.push(listener) };
}

/** Opens a page of a given size; `scheme` is light or dark. What the page complains of is kept in `complaints`. */
export async function open(browser, url, { width, height, scheme }) {
  const { targetId } = await browser.say("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.say("Target.attachToTarget", { targetId, flatten: true });
  const say = (method, params) => browser.say(method, params, sessionId);
  const complaints = [], requests = [];
  browser.listen((message) => {
    if (message.sessionId !== sessionId) return;
    if (message.method === "Runtime.exceptionThrown") complaints.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
    if (message.method === "Log.entryAdded" && message.params.entry.level === "error") complaints.push(message.params.entry.text);
    if (message.method === "Network.requestWillBeSent") requests.push(message.params.request.url);
  });
  await say("Page.enable");
  await say("Runtime.enable");
  await say("Log.enable");
  await say("Network.enable");
  await say("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  await say("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await say("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };
  const loaded = new Promise((yes) => browser.listen((it) => it.sessionId === sessionId && it.method === "Page.loadEventFired" && yes()));
  await say("Page.navigate", { url });
  await loaded;
  const center = (selector) => evaluate(`(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2]; })()`);
  const mouse = (type, [x, y], more = {}) => say("Input.dispatchMouseEvent", { type, x, y, ...more });
  const click = async (selector) => {
    const at = await center(selector);
    await mouse("mouseMoved", at);
    await mouse("mousePressed", at, { button: "left", clickCount: 1 });
    await mouse("mouseReleased", at, { button: "left", clickCount: 1 });
  };
  const hover = async (selector) => mouse("mouseMoved", await center(selector));
  const key = async (name, text) => {
    await say("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", key: name, text, windowsVirtualKeyCode: VIRTUAL_KEYS[name] });
    await say("Input.dispatchKeyEvent", { type: "keyUp", key: name, windowsVirtualKeyCode: VIRTUAL_KEYS[name] });
  };
  const screenshot = async () => Buffer.from((await say("Page.captureScreenshot", { format: "png" })).data, "base64");
  return { say, evaluate, click, hover, key, screenshot, complaints, requests };
}

const VIRTUAL_KEYS = { ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Tab: 9, Escape: 27, Enter: 13, Home: 36, End: 35 };
