import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { WebApp } from "../../src/server/routes/http/environment.ts";

/** Records every key and pointer event that reaches the page, from its first line, in `globalThis.heard`. */
function listen(): void {
  const heard: string[] = [];
  Reflect.set(globalThis, "heard", heard);
  const keys = ["keydown", "keypress", "keyup", "beforeinput", "input"];
  const presses = ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu"];
  const moves = ["pointermove", "pointerover", "mousemove", "mouseover", "mouseenter", "wheel", "touchstart", "focusin"];
  for (const type of [...keys, ...presses, ...moves]) addEventListener(type, () => heard.push(type), true);
}

/** Leaves the page on Escape, and lets neither Enter nor a click outside of its notice have an effect. */
function takeShortcuts(): void {
  const block = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) document.addEventListener(type, block, true);
  document.addEventListener("focusin", () => document.querySelector("button")?.focus(), true);
  for (const type of ["keydown", "keyup"]) {
    document.addEventListener(
      type,
      (event) => {
        if (!(event instanceof KeyboardEvent)) return;
        if (event.key === "Escape") location.href = "/left";
        if (event.key === "Enter" || event.key === "Tab") block(event);
      },
      true,
    );
  }
}

/** Stops every press and key at the window, where nothing that registers later can come before it; with `?later`, only if told to. */
function stopPresses(): void {
  Reflect.set(globalThis, "stopping", location.search !== "?later");
  for (const type of ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "keydown", "keyup"])
    addEventListener(type, (event) => Reflect.get(globalThis, "stopping") === true && event.stopImmediatePropagation(), true);
}

/** Stops clicks at the window, and nothing else. */
function stopClicks(): void {
  addEventListener("click", (event) => event.stopImmediatePropagation(), true);
}

/** Makes the well-known focus trap around a notice of the page, with its defaults. */
function trapFocus(): void {
  const library: unknown = Reflect.get(globalThis, "focusTrap");
  const create: unknown = Reflect.get(Object(library), "createFocusTrap");
  if (typeof create !== "function") throw new Error("focus-trap is not loaded.");
  const trap: unknown = Reflect.apply(create, undefined, ["#notice"]);
  const activate: unknown = Reflect.get(Object(trap), "activate");
  if (typeof activate === "function") Reflect.apply(activate, trap, []);
}

/** The focus trap, and the library that it needs, as plain scripts. */
const scripts = [
  import.meta.resolve("tabbable/dist/index.umd.min.js"),
  import.meta.resolve("focus-trap/dist/focus-trap.umd.min.js"),
];

/** The focus trap with what it needs, as one script that defines `focusTrap`. */
export async function focusTrapScripts(): Promise<string> {
  return (await Promise.all(scripts.map((path) => readFile(fileURLToPath(path), "utf8")))).join(";\n");
}

/** A web app with a page for each of these, by the query's name: `?listen`, `?shortcuts`, `?presses`, `?later`, `?clicks` and `?trap`. */
export async function listeningPages(): Promise<WebApp> {
  const libraries = await focusTrapScripts();
  const pages: Readonly<Record<string, string>> = {
    "?listen": `<script>(${listen.toString()})()</script>`,
    "?shortcuts": `<script>(${takeShortcuts.toString()})()</script><button>Notice</button>`,
    "?presses": `<script>(${stopPresses.toString()})()</script>`,
    "?later": `<script>(${stopPresses.toString()})()</script>`,
    "?clicks": `<script>(${stopClicks.toString()})()</script>`,
    "?trap": `<div id="notice"><p>Maintenance tonight.</p><button>OK</button></div><script>${libraries}</script><script>(${trapFocus.toString()})()</script>`,
  };
  return (request) => {
    const { search } = new URL(request.url);
    const body = `<!doctype html><html lang="en"><title>Test</title><h1>Menu</h1>${pages[search] ?? ""}`;
    return new Response(body, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  };
}
