import { describe, expect, test } from "vitest";
import { AdministrationError, type AdministrationErrorCode } from "../../../src/client/console/administration-error.ts";
import { attempting, type Missing } from "../../../src/console/session/attempts.ts";

/** A call that is refused with these codes, one after the other, and then works. */
function refused(...codes: AdministrationErrorCode[]): () => Promise<string> {
  const left = [...codes];
  return async () => {
    await Promise.resolve();
    const code = left.shift();
    if (code !== undefined) throw new AdministrationError(code, "Refused.", undefined);
    return "done";
  };
}

describe("a call", () => {
  test("that works asks for nothing", async () => {
    const attempt = attempting(() => Promise.reject(new Error("Nobody should be asked.")));
    expect(await attempt(refused())).toBe("done");
  });

  test("for which a login and then the second factor is missing is made again after each", async () => {
    const asked: Missing[] = [];
    const attempt = attempting((missing) => {
      asked.push(missing);
      return Promise.resolve(true);
    });
    expect(await attempt(refused("not-logged-in", "second-factor-needed", "second-factor-needed"))).toBe("done");
    expect(asked).toEqual(["login", "second-factor", "second-factor"]);
  });

  test("fails as it was refused if the person declines", async () => {
    const attempt = attempting(() => Promise.resolve(false));
    await expect(attempt(refused("second-factor-needed"))).rejects.toMatchObject({ code: "second-factor-needed" });
  });

  test("that fails otherwise asks for nothing", async () => {
    const attempt = attempting(() => Promise.reject(new Error("Nobody should be asked.")));
    await expect(attempt(refused("not-found"))).rejects.toMatchObject({ code: "not-found" });
    await expect(attempt(() => Promise.reject(new TypeError("A bug.")))).rejects.toThrow(TypeError);
  });

  test("asks once for the same as another call at the same time", async () => {
    const answers: ((given: boolean) => void)[] = [];
    const attempt = attempting(() => new Promise((resolve) => answers.push(resolve)));
    const both = [attempt(refused("not-logged-in")), attempt(refused("not-logged-in"))];
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.(true);
    expect(await Promise.all(both)).toEqual(["done", "done"]);
    expect(answers).toHaveLength(1);
  });

  test("asks for something else only once that is answered", async () => {
    const asked: Missing[] = [];
    const answers: ((given: boolean) => void)[] = [];
    const attempt = attempting((missing) => {
      asked.push(missing);
      return new Promise((resolve) => answers.push(resolve));
    });
    const login = attempt(refused("not-logged-in"));
    const code = attempt(refused("second-factor-needed"));
    await expect.poll(() => asked).toEqual(["login"]);
    answers[0]?.(true);
    expect(await login).toBe("done");
    await expect.poll(() => asked).toEqual(["login", "second-factor"]);
    answers[1]?.(true);
    expect(await code).toBe("done");
  });
});
