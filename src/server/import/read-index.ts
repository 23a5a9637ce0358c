import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import { beginsWithExistingDay } from "../../core/existing-day.ts";
import type { RevocationReason } from "../../core/revocation-reason.ts";
import { decodePem } from "../../core/x509/pem.ts";
import { normalSerialNumber } from "../../core/x509/serial-number.ts";
import { openRegular } from "../system/open-file.ts";
import type { Line } from "./lines-in.ts";
import { isUndecodable, longestLine } from "./lines-in.ts";
import type { Found, StatedRevocation } from "./source-item.ts";

const form = /^([VRE])\t(\d{12}Z|\d{14}Z)\t([^\t]*)\t(-?[0-9A-Fa-f]+)\t([^\t]*)\t(.*)$/s;

/** Whether a line is one of the index of `openssl ca`. */
export function isIndexLine(line: string): boolean {
  return form.test(line);
}

/**
 * The rows of the index of `openssl ca`: state, expiry, revocation, serial number, file and subject, with tabs between
 * them. The certificates themselves are looked for in the folder `newcerts` beside it.
 */
export function* readIndex(path: string, lines: Iterable<Line>): Generator<Found> {
  const beside = join(dirname(path), "newcerts");
  // Asked once: to find a million times that there is no folder takes minutes.
  const certificates = existsSync(beside) ? beside : undefined;
  for (const row of lines) {
    const { number: line, text } = row;
    if (text.trim() === "") continue;
    if (isUndecodable(row)) {
      yield { kind: "refused", code: "row-not-utf8", line };
      continue;
    }
    const [, state, expiry = "", revoked = "", serial = "", , subject = ""] = form.exec(text) ?? [];
    const notAfter = momentIn(expiry);
    const revocation = state === "R" ? revocationIn(revoked) : undefined;
    if (notAfter === undefined || text.length > longestLine || (state === "R" && revocation === undefined)) {
      yield { kind: "refused", code: "row-malformed", line };
      continue;
    }
    const facts = {
      ...{ serial: normalSerialNumber(serial), issuer: undefined, subject, tenant: undefined, cn: undefined },
      ...{ notBefore: undefined, notAfter, revocation },
    };
    yield { kind: "facts", facts, der: certificates === undefined ? undefined : certificateIn(certificates, serial), line };
  }
}

/** `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`; undefined if there is no such moment. */
function momentIn(text: string): Date | undefined {
  const digits = text.length === 13 ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? [];
  const date = `${String(year)}-${String(month)}-${String(day)}`;
  const moment = new Date(`${date}T${String(hour)}:${String(minute)}:${String(second)}Z`);
  return Number.isNaN(moment.getTime()) || !beginsWithExistingDay(date) ? undefined : moment;
}

/** OpenSSL's names of the reasons, which may have further words after a comma. */
const reasons: ReadonlyMap<string, RevocationReason> = new Map([
  ["", "unspecified"],
  ["unspecified", "unspecified"],
  ["keycompromise", "key-compromise"],
  ["keytime", "key-compromise"],
  ["cacompromise", "unspecified"],
  ["cakeytime", "unspecified"],
  ["affiliationchanged", "affiliation-changed"],
  ["superseded", "superseded"],
  ["cessationofoperation", "cessation-of-operation"],
  ["privilegewithdrawn", "privilege-withdrawn"],
  ["certificatehold", "unspecified"],
  ["holdinstruction", "unspecified"],
  ["removefromcrl", "unspecified"],
  ["aacompromise", "unspecified"],
]);

function revocationIn(text: string): StatedRevocation | undefined {
  const [moment = "", reason = ""] = text.split(",");
  const at = momentIn(moment);
  const read = reasonNamed(reason);
  return at === undefined || read === undefined ? undefined : { at, reason: read };
}

/** The reason of a revocation as programs write it: `keyCompromise`, `key-compromise`. */
export function reasonNamed(text: string): RevocationReason | undefined {
  return reasons.get(text.trim().replaceAll("-", "").toLowerCase());
}

/** Larger than any file of one certificate with its text form. */
const largest = 256 * 1024;

/** The certificate in `newcerts`, whose name is the serial number as the index has it; undefined if it is not there. */
function certificateIn(folder: string, serial: string): Bytes | undefined {
  try {
    using file = openRegular(join(folder, `${serial}.pem`));
    if (file === undefined || file.size > largest) return undefined;
    return decodePem("CERTIFICATE", new TextDecoder().decode(file.read(0, file.size)))[0];
  } catch (error) {
    if (error instanceof KoshinError || (error instanceof Error && "syscall" in error)) return undefined;
    throw error;
  }
}
