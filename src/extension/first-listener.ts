import { type EventHandler, hearWindow } from "../dialog/frame/window-events.ts";

// The content script and the dialog share the isolated world, which the page cannot see, but no module.
const listenerName = Symbol.for("koshin.listener");
const handlerName = Symbol.for("koshin.handler");
const firstName = Symbol.for("koshin.first");

/**
 * Registers a listener for the person's events at the window, for the dialog that may open later. Of all listeners, the
 * one registered first receives an event first, and decides whether the others do.
 */
export function listenFirst(): void {
  const known: unknown = Reflect.get(globalThis, listenerName);
  // Registering the same listener again has no effect unless `document.open()` has removed it.
  const listener = isHandler(known) ? known : forward;
  if (known === undefined) {
    // A window's opener may have registered listeners in its empty document, which remain in the next of the same origin.
    Reflect.set(globalThis, firstName, document.querySelector("head") === null && opener === null);
  }
  Reflect.set(globalThis, listenerName, listener);
  hearWindow(listener);
}

/** Whether the listener was registered before the page could register one; an opener that has gone may have been earlier. */
export function isFirst(): boolean {
  return Reflect.get(globalThis, firstName) === true;
}

/** The document was replaced, and the listener perhaps removed: the page may have registered one before its replacement. */
export function notFirst(): void {
  Reflect.set(globalThis, firstName, false);
}

/** Makes the first listener call the dialog's handler; returns a function that ends this. */
export function hearFirst(handler: EventHandler): () => void {
  listenFirst();
  Reflect.set(globalThis, handlerName, handler);
  return () => {
    if (Reflect.get(globalThis, handlerName) === handler) Reflect.deleteProperty(globalThis, handlerName);
  };
}

function forward(event: Event): void {
  const handler: unknown = Reflect.get(globalThis, handlerName);
  if (isHandler(handler)) handler(event);
}

function isHandler(value: unknown): value is EventHandler {
  return typeof value === "function";
}
