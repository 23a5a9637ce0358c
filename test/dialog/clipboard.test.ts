import { expect, test } from "vitest";
import { clipboardLifetime, copyPassword, type ClipboardHost } from "../../src/dialog/steps/clipboard.ts";

/** A clipboard, and a clock that rings when told. */
class Desk implements ClipboardHost {
  held = "";
  readable = true;
  granted = true;
  readonly writes: string[] = [];
  wait = 0;
  ring: () => Promise<void> = () => Promise.reject(new Error("The clock was not set."));

  readonly clipboard = {
    readText: () => (this.readable ? Promise.resolve(this.held) : Promise.reject(new DOMException("", "NotAllowedError"))),
    writeText: (text: string) => {
      this.held = text;
      this.writes.push(text);
      return Promise.resolve();
    },
  };

  readonly mayRead = (): Promise<boolean> => Promise.resolve(this.granted);

  readonly after = (milliseconds: number, action: () => Promise<void>): void => {
    this.wait = milliseconds;
    this.ring = action;
  };
}

test("the password leaves the clipboard after a minute", async () => {
  const desk = new Desk();
  expect(await copyPassword("secret", desk)).toBe(true);
  expect(desk).toMatchObject({ held: "secret", wait: clipboardLifetime });
  await desk.ring();
  expect(desk.held).toBe("");
});

test("what the person has copied since stays", async () => {
  const desk = new Desk();
  await copyPassword("secret", desk);
  await desk.clipboard.writeText("my own");
  await desk.ring();
  expect(desk.writes).toEqual(["secret", "my own"]);
});

test("a clipboard that may not be read is left alone", async () => {
  const desk = new Desk();
  await copyPassword("secret", desk);
  desk.readable = false;
  await desk.ring();
  expect(desk.writes).toEqual(["secret"]);
});

test("where the browser would ask the person, nothing is read, and that the password stays is known", async () => {
  const desk = new Desk();
  desk.granted = false;
  expect(await copyPassword("secret", desk)).toBe(false);
  expect(desk).toMatchObject({ held: "secret", wait: 0 });
});

test("a refused copy is not taken for one", async () => {
  const desk = new Desk();
  desk.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  await expect(copyPassword("secret", desk)).rejects.toThrow(DOMException);
  expect(desk.wait).toBe(0);
});
