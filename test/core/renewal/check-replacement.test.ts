import { expect, test } from "vitest";
import { sequence } from "../../../src/core/der/write.ts";
import { checkReplacement } from "../../../src/core/renewal/check-replacement.ts";
import { client28, issue, notAfter } from "../issued.ts";
import { refusal } from "../refusal.ts";

const earlier = new Date(notAfter.getTime() - 1000);
const issued = await issue("P-256");

test.each(["P-256", "RSA-2048"] as const)(
  "a replacement with a key of kind %s that is valid in every respect is returned",
  async (kind) => {
    const { certificate } = await issue(kind);
    const replacement = checkReplacement(certificate, { subject: client28, notAfter: earlier });
    expect(replacement.der).toEqual(certificate);
    expect(replacement.serial).toBe("C0FFEE01");
  },
);

test.each([
  ["another person", { cn: "client29", o: "u00000014" }],
  ["another tenant", { cn: "client28", o: "u00000015" }],
])("a replacement for %s is refused", async (_, subject) => {
  expect(await refusal(() => checkReplacement(issued.certificate, { subject, notAfter: earlier }))).toBe(
    "replacement-subject-mismatch",
  );
});

test("a replacement that expires at the same time as its predecessor is refused", async () => {
  expect(await refusal(() => checkReplacement(issued.certificate, { subject: client28, notAfter }))).toBe("replacement-not-later");
});

test("a malformed certificate is refused", async () => {
  expect(await refusal(() => checkReplacement(sequence(), { subject: client28, notAfter: earlier }))).toBe("certificate-malformed");
});
