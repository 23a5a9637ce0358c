import { describe, expect, test } from "vitest";
import { certificateStores } from "../../src/ui/certificate-store.ts";
import { serialInSelector, serialInStore } from "../../src/ui/certificate-store.ts";

const serial = "5A0B99";

describe("a serial number", () => {
  test("is formatted as in the browser's selector", () => {
    expect(certificateStores.map((guide) => [guide, serialInSelector(serial, guide)])).toEqual([
      ["windows", "5A0B99"],
      ["macos", "5A0B99"],
      ["linux", "5A0B99"],
      ["chromeos", "5A0B99"],
      ["mobile", "5A0B99"],
      ["firefox", "5A:0B:99"],
    ]);
  });

  test("is formatted as in the system's list of certificates", () => {
    expect(certificateStores.map((guide) => [guide, serialInStore(serial, guide)])).toEqual([
      ["windows", "5a0b99"],
      ["macos", "5A 0B 99"],
      ["linux", "5A:0B:99"],
      ["chromeos", "5A:0B:99"],
      ["mobile", "5A0B99"],
      ["firefox", "5A:0B:99"],
    ]);
  });
});
