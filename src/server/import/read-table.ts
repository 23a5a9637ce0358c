import { beginsWithExistingDay } from "../../core/existing-day.ts";
import { normalSerialNumber } from "../../core/x509/serial-number.ts";
import { isUndecodable, longestLine, type Line } from "./lines-in.ts";
import { reasonNamed } from "./read-index.ts";
import type { Found, StatedFacts, StatedRevocation } from "./source-item.ts";

/** A column of a table of certificates; docs/takeover.md describes them. */
type Column = "serial" | "issuer" | "subject" | "tenant" | "cn" | "notBefore" | "notAfter" | "state" | "revokedAt" | "reason";

/** Whether a line is the head of a table of certificates: its columns, of which a serial number and the expiry are required. */
export function isTableHead(line: string): boolean {
  const head = fieldsOf(line);
  return head !== undefined && head.includes("serial") && head.includes("notAfter");
}

/** The rows of a table of certificates (CSV, RFC 4180), one on each line. Other columns are ignored. */
export function* readTable(lines: Iterable<Line>): Generator<Found> {
  let head: readonly string[] | undefined;
  for (const row of lines) {
    const { number: line, text } = row;
    if (text.trim() === "") continue;
    if (head !== undefined && isUndecodable(row)) {
      yield { kind: "refused", code: "row-not-utf8", line };
      continue;
    }
    const fields = text.length > longestLine ? undefined : fieldsOf(text);
    if (head === undefined) {
      head = fields ?? [];
      continue;
    }
    const facts = fields?.length === head.length ? factsIn(head, fields) : undefined;
    yield facts === undefined ? { kind: "refused", code: "row-malformed", line } : { kind: "facts", facts, der: undefined, line };
  }
}

function factsIn(head: readonly string[], fields: readonly string[]): StatedFacts | undefined {
  const valueOf = (column: Column): string | undefined => {
    const value = fields[head.indexOf(column)]?.trim();
    return value === "" ? undefined : value;
  };
  const serial = valueOf("serial")?.replaceAll(/^0x|:/gi, "") ?? "";
  const [notBefore, notAfter] = [momentOf(valueOf("notBefore")), momentOf(valueOf("notAfter"))];
  const revocation = revocationOf(valueOf("state"), valueOf("revokedAt"), valueOf("reason"));
  const [subject, tenant, cn] = [valueOf("subject"), valueOf("tenant"), valueOf("cn")];
  if (!/^-?[0-9A-Fa-f]{1,128}$/.test(serial) || notAfter === undefined || notAfter === "malformed") return undefined;
  if (notBefore === "malformed" || revocation === "malformed" || (subject === undefined && cn === undefined)) return undefined;
  return { serial: normalSerialNumber(serial), issuer: valueOf("issuer"), subject, tenant, cn, notBefore, notAfter, revocation };
}

function momentOf(text: string | undefined): Date | "malformed" | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d{1,3})?Z)?$/.test(text) ? text.replace(" ", "T") : "");
  return Number.isNaN(moment.getTime()) || !beginsWithExistingDay(text) ? "malformed" : moment;
}

/** The state is `valid`, `expired` or `revoked`, or a letter as in OpenSSL's index. */
function revocationOf(state = "valid", at: string | undefined, reason = ""): StatedRevocation | "malformed" | undefined {
  if (/^(valid|expired|v|e)$/i.test(state)) return undefined;
  const moment = momentOf(at);
  const read = reasonNamed(reason);
  const revoked = /^(revoked|r)$/i.test(state);
  return !revoked || moment === undefined || moment === "malformed" || read === undefined
    ? "malformed"
    : { at: moment, reason: read };
}

/** The fields of a line; undefined if its quotes are not closed. */
function fieldsOf(line: string): string[] | undefined {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const found = field.exec(line);
    if (found === null) return undefined;
    const [, quoted, plain = "", end] = found;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "") return fields;
  }
}
