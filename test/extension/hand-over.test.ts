import * as v from "valibot";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { continueRenewal } from "../../src/dialog/machine/kept-renewal.ts";
import { initialState, transition } from "../../src/dialog/machine/transition.ts";
import { offerHandOver } from "../../src/extension/dialog-host/hand-over.ts";
import { HandedOver, handOverName } from "../../src/protocol/handed-over.ts";
import { checking, file, now, prepared, replacement, revealed, working } from "../dialog/harness/state-fixture.ts";
import { pendingAt, statusDue } from "../dialog/harness/status-fixture.ts";

const name = Symbol.for(handOverName);
const status = { ...statusDue(now), pending: { ...pendingAt("fetched"), serial: replacement.serial } };
const fresh = initialState(status, "resume", now);

const given: (string | null)[] = [];
const kept: (string | null)[] = [];
/** Whether the window is open. */
let open = false;
/** Whether the extension was reloaded under the page. */
let replaced = false;
const events = {
  taken: () => undefined,
  changed: (text: string | null) => void kept.push(text),
  isOpen: () => Promise.resolve(open),
  isReplaced: () => replaced,
  returned: (text: string | null) => void given.push(text),
};

/** An event of the browser's functions for extensions. */
class Channel {
  readonly #receivers = new Set<(value: unknown) => void>();
  readonly addListener = (receiver: (value: unknown) => void): void => void this.#receivers.add(receiver);
  readonly removeListener = (receiver: (value: unknown) => void): void => void this.#receivers.delete(receiver);
  readonly emit = (value: unknown): void => {
    for (const receiver of [...this.#receivers]) receiver(value);
  };
}
const onConnect = new Channel();
vi.stubGlobal("chrome", { runtime: { onConnect } });
afterAll(() => vi.unstubAllGlobals());

/** Connects to the document as a window does. */
function connect(name: string): { onMessage: Channel; onDisconnect: Channel } {
  const window = { name, onMessage: new Channel(), onDisconnect: new Channel() };
  onConnect.emit(window);
  return window;
}

beforeEach(() => {
  open = true;
  replaced = false;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(globalThis, name);
  given.length = 0;
  kept.length = 0;
});

/** Ends a window's connection, and lets the page look for the window. */
async function disconnect(window: ReturnType<typeof connect>): Promise<void> {
  window.onDisconnect.emit(undefined);
  await vi.advanceTimersByTimeAsync(1_000);
}

/** Takes over as the extension's window does: what the browser passes on is JSON. */
async function take(): Promise<HandedOver> {
  const handOver: unknown = Reflect.get(globalThis, name);
  if (typeof handOver !== "function") throw new Error("Nothing is offered.");
  return v.parse(HandedOver, JSON.parse(JSON.stringify(await Reflect.apply(handOver, undefined, []))));
}

test("a dialog hands over what only it has, and ends", async () => {
  let taken = 0;
  const offer = offerHandOver("ja", undefined, { ...events, taken: () => (taken += 1) });
  offer.follow(revealed);
  const { language, kept } = await take();
  expect({ taken, language }).toEqual({ taken: 1, language: "ja" });
  const { privateKey, password } = file.attempt;
  expect(continueRenewal(fresh, kept ?? "")).toMatchObject({
    step: "password",
    issued: { revealed: true, file: { ...file, attempt: { privateKey, password } } },
  });
});

test("a dialog hands over only after the running job has ended", async () => {
  const offer = offerHandOver("en", undefined, events);
  offer.follow(working);
  let settled = false;
  const taken = take().finally(() => (settled = true));
  offer.follow(prepared);
  await Promise.resolve();
  expect(settled).toBe(false);
  if (prepared.job === undefined) throw new Error("No job is running.");
  const result = { type: "renewed", replacement, file, clock: undefined } as const;
  offer.follow(transition(prepared, { type: "job", job: prepared.job, result }));
  const { kept } = await taken;
  expect(continueRenewal(fresh, kept ?? "")).toMatchObject({ step: "save", issued: { replacement } });
});

test("a dialog hands over nothing if nothing was issued, and what it continues itself until it changes that", async () => {
  offerHandOver("en", "kept before", events);
  expect((await take()).kept).toBe("kept before");
  const offer = offerHandOver("en", "kept before", events);
  offer.follow(checking);
  expect((await take()).kept).toBeNull();
});

test("a dialog that ends by itself offers nothing any more", () => {
  offerHandOver("en", undefined, events).end();
  expect(Reflect.has(globalThis, name)).toBe(false);
});

test("what the window has returns once it is gone, and nothing if there is nothing", async () => {
  offerHandOver("en", undefined, events).follow(revealed);
  const { connection } = await take();
  connect("another connection").onDisconnect.emit(undefined);
  const window = connect(connection);
  window.onMessage.emit("later");
  window.onMessage.emit({ malformed: true });
  expect(kept).toEqual(["later"]);
  open = false;
  await disconnect(window);
  expect(given).toEqual(["later"]);
  expect(Reflect.has(globalThis, name)).toBe(false);

  open = true;
  offerHandOver("en", undefined, events).follow(revealed);
  const done = connect((await take()).connection);
  done.onMessage.emit(null);
  open = false;
  await disconnect(done);
  expect(given).toEqual(["later", null]);
});

test("a window that is loaded again takes over what it had, however often and whatever time it takes", async () => {
  const offer = offerHandOver("en", undefined, events);
  offer.follow(revealed);
  const first = await take();
  // The dialog in the page has ended.
  offer.end();
  const window = connect(first.connection);
  window.onMessage.emit("later");
  await disconnect(window);
  const second = await take();
  expect(second).toEqual({ ...first, kept: "later" });
  const again = connect(second.connection);
  // The browser may report the end of the earlier connection late.
  await disconnect(window);
  await disconnect(again);
  expect((await take()).kept).toBe("later");
  expect(given).toEqual([]);
  open = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual(["later"]);
});

test("a window that is gone before it has connected returns what it took", async () => {
  offerHandOver("en", "kept before", events);
  await take();
  open = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual(["kept before"]);
});

test("what the window has returns if the extension is replaced, which ends the window but not the connection", async () => {
  offerHandOver("en", undefined, events).follow(revealed);
  connect((await take()).connection).onMessage.emit("later");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual([]);
  replaced = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given).toEqual(["later"]);
});
