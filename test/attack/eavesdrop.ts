/**
 * Patches, in the page's world, everything through which a script could receive data from other scripts of that world, and
 * records every event and observation that the browser reports to a page. The records are in `globalThis.learnt`.
 */
export function eavesdrop(): void {
  const learnt = new Set<string>();
  Reflect.set(globalThis, "learnt", learnt);
  // The longest entries are this log itself, when a test reads it.
  const add = (...texts: readonly string[]): void => {
    for (const text of texts) if (text.length < 20_000) learnt.add(text);
  };
  // A string that is not in this script's own text, because the page sees that, too.
  const star = String.fromCharCode(0x2605);
  const { apply } = Reflect;
  let noting = false;
  const note = (...values: readonly unknown[]): void => {
    if (noting) return;
    noting = true;
    for (const value of values) {
      if (value instanceof ShadowRoot) add(`${star}root`);
      if (value instanceof Node) add(value.textContent ?? "");
      else if (value instanceof Event) note(...value.composedPath());
      else if (value instanceof ArrayBuffer) add(new TextDecoder("latin1").decode(value));
      else if (ArrayBuffer.isView(value)) add(new TextDecoder("latin1").decode(value));
      else if (value instanceof Blob) void value.text().then((text) => add(text));
      else if (typeof value === "string") add(value);
    }
    noting = false;
  };
  const hook = (owner: object, ...names: readonly string[]): void => {
    for (const name of names) {
      const original: unknown = Reflect.get(owner, name);
      if (typeof original !== "function") throw new Error(`${name} is not available.`);
      Reflect.set(owner, name, function (this: unknown, ...given: unknown[]): unknown {
        const result: unknown = apply(original, this, given);
        note(...given, result);
        return result;
      });
    }
  };
  hook(Element.prototype, "attachShadow", "append", "prepend", "remove", "setAttribute", "querySelector");
  hook(Node.prototype, "appendChild", "insertBefore", "getRootNode");
  hook(EventTarget.prototype, "addEventListener", "dispatchEvent");
  hook(Crypto.prototype, "getRandomValues", "randomUUID");
  hook(SubtleCrypto.prototype, "generateKey", "exportKey", "importKey", "encrypt", "sign", "digest", "deriveBits");
  hook(Clipboard.prototype, "writeText", "readText", "write");
  hook(TextEncoder.prototype, "encode", "encodeInto");
  hook(Array.prototype, "join", "map", "slice", "push");
  hook(Promise.prototype, "then");
  hook(CustomElementRegistry.prototype, "define");
  hook(URL, "createObjectURL");
  hook(globalThis, "postMessage", "fetch", "structuredClone", "setTimeout", "open");
  for (const prototype of [Document.prototype, ShadowRoot.prototype]) {
    Object.defineProperty(prototype, "adoptedStyleSheets", {
      configurable: true,
      get: () => [],
      set: () => {
        add(`${star}sheet`);
      },
    });
  }
  for (const name of ["password", "privateKey", "attempt", "issued"]) {
    Object.defineProperty(Object.prototype, name, { configurable: true, set: (value: unknown) => note(`${star}${name}`, value) });
  }

  const told = ["selectionchange", "select", "selectstart", "copy", "cut", "paste", "beforecopy", "beforeinput", "input", "change"];
  const used = [
    "focusin",
    "focusout",
    "keydown",
    "keyup",
    "click",
    "pointerdown",
    "pointermove",
    "pointerover",
    "dragstart",
    "drag",
    "drop",
    "contextmenu",
    "toggle",
    "beforetoggle",
    "close",
    "cancel",
    "slotchange",
    "animationstart",
    "transitionstart",
    "beforeprint",
  ];
  for (const type of [...told, ...used])
    addEventListener(type, (event) => note(event, getSelection()?.toString(), document.activeElement), true);
  navigation.addEventListener("navigate", ({ destination: { url } }) => {
    add(url);
    void fetch(url).then(
      async (response) => add(await response.text()),
      () => undefined,
    );
  });
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) note(target, ...addedNodes);
  }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  const observed = PerformanceObserver.supportedEntryTypes;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      add(entry.name, JSON.stringify(entry));
      for (const name of ["target", "element"]) note(Reflect.get(entry, name));
      const sources: unknown = Reflect.get(entry, "sources");
      if (Array.isArray(sources))
        for (const source of sources) if (typeof source === "object" && source !== null) note(Reflect.get(source, "node"));
    }
  });
  for (const type of observed) observer.observe({ type, buffered: true, ...(type === "event" && { durationThreshold: 16 }) });
}
