import type { EventHandler, HearWindow } from "./window-events.ts";

/** The person's events at a dialog. */
export interface PersonEvents {
  /**
   * Adds a handler for events of a type, before they have an effect. It refuses an event by preventing its default; then
   * no later handler receives it. Handlers also receive the page's synthetic events. Returns what removes the handler.
   */
  on(type: "click" | "keydown" | "pointerdown" | "pointermove" | "pointerup", handler: EventHandler): () => void;
  /** Listens again after `document.open()`, which removes every listener of the document. */
  revive(): void;
  /** Ends at once, or when the key that is held down is released: the page must not receive the rest of that key press. */
  end(): void;
}

/** The button of a dialog at the position of an event. */
export function buttonAt(root: ShadowRoot, { clientX, clientY }: MouseEvent): HTMLButtonElement | undefined {
  return root.elementFromPoint(clientX, clientY)?.closest("button") ?? undefined;
}

/**
 * Takes the person's events at a dialog from the window, before a page can see, stop or change them: what the person
 * types and presses does not concern the page, and a page's shortcuts, focus traps and click blockers do not concern the
 * dialog. Defaults such as typing, scrolling and following a link are not affected. A click is delivered again, inside
 * the root, to the button that was pressed.
 *
 * @param root contains the dialog
 * @param hear registers at the window
 */
export function personEvents(root: ShadowRoot, hear: HearWindow): PersonEvents {
  const { host } = root;
  const document = host.ownerDocument;
  const handlers = new Map<string, EventHandler[]>();
  const delivered = new WeakSet<Event>();
  let pressed: HTMLButtonElement | undefined;
  let heldKey: string | undefined;
  let ended = false;

  /** Whether an event at the page would be for the dialog, because nothing else can be used. */
  function isKeyForDialog(event: Event): boolean {
    if (!(event instanceof KeyboardEvent)) return false;
    const { target } = event;
    const atNothing = target === document.body || target === document.documentElement;
    return (atNothing || event.key === "Escape") && isOnTop();
  }

  /** Whether the dialog is above everything else of the page, such as another copy's dialog. */
  function isOnTop(): boolean {
    const box = root.querySelector("dialog")?.getBoundingClientRect();
    return box !== undefined && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === host;
  }

  /** Passes an event on to its handlers; returns whether none refused it. */
  function handle(event: Event): boolean {
    for (const handler of handlers.get(event.type) ?? []) {
      handler(event);
      if (event.defaultPrevented) return false;
    }
    return true;
  }

  function deliver(click: MouseEvent): void {
    const byKeyboard = click.detail === 0;
    const button = byKeyboard ? root.activeElement?.closest("button") : buttonAt(root, click);
    const elsewhere = !byKeyboard && pressed !== undefined && pressed !== button;
    pressed = undefined;
    if (button?.disabled !== false || elsewhere) return;
    const { detail, clientX, clientY } = click;
    const again = new MouseEvent("click", { bubbles: true, cancelable: true, detail, clientX, clientY });
    delivered.add(again);
    button.dispatchEvent(again);
  }

  /** Keeps the rest of the last key press from the page. */
  function withhold(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.code === heldKey) event.stopImmediatePropagation();
    if (event.type === "keyup" || event.code !== heldKey) unhear();
  }

  const atWindow = (event: Event): void => {
    if (!event.isTrusted) return;
    if (ended) {
      withhold(event);
      return;
    }
    if (event.target !== host && !isKeyForDialog(event)) return;
    event.stopImmediatePropagation();
    if (event instanceof KeyboardEvent) heldKey = event.type === "keyup" ? undefined : event.code;
    if (event.type === "pointerdown" && event instanceof MouseEvent) pressed = buttonAt(root, event);
    if (handle(event) && event.type === "click" && event instanceof MouseEvent) deliver(event);
  };
  // Synthetic events, and those that were not heard at the window.
  const atRoot = (event: Event): void => {
    if (!delivered.has(event) && !handle(event)) event.stopImmediatePropagation();
  };

  function listen(type: string): void {
    root.addEventListener(type, atRoot, true);
  }

  let unhear = hear(atWindow);
  return {
    on: (type, handler) => {
      listen(type);
      handlers.set(type, [...(handlers.get(type) ?? []), handler]);
      return () => {
        handlers.set(type, handlers.get(type)?.filter((other) => other !== handler) ?? []);
      };
    },
    revive: () => {
      unhear = hear(atWindow);
      for (const type of handlers.keys()) listen(type);
    },
    end: () => {
      ended = true;
      if (heldKey === undefined) unhear();
      for (const type of handlers.keys()) root.removeEventListener(type, atRoot, true);
    },
  };
}
