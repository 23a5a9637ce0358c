import { ServerResponse } from "node:http";
import { ExportOrder } from "../../../protocol/console/exports.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { selectionLimit } from "../../../protocol/console/selection.ts";
import { exportCertificates } from "../../issuance/export/export-certificates.ts";
import { liftTimeLimit } from "../../listener/time-limits.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf, text } from "../description/schemas.ts";
import { answerFile } from "../http/attachment.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { languageHeader, languageIn } from "./language-in.ts";
import { originOf } from "./site-origin.ts";

const types = { csv: "text/csv; charset=utf-8", ics: "text/calendar; charset=utf-8" } as const;

/** Exports what a list shows. */
export const exportList: Operation = {
  id: "exportList",
  method: "post",
  path: consolePaths.exports,
  summary: "Export certificates as a table, or their expiries as a calendar",
  description: "Recorded in the audit trail, with the number of certificates.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  headers: languageHeader,
  request: { required: true, content: { "application/json": schemaOf("ExportOrder") } },
  answers: {
    200: {
      description: "CSV (UTF-8 with BOM), or iCalendar (RFC 5545).",
      headers: { "Content-Disposition": "The file's name (RFC 6266)." },
      content: { "text/csv": text, "text/calendar": text },
    },
  },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    // Strangers do not have the service read megabytes.
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const order = await readJson(c.env.incoming, ExportOrder, selectionLimit);
    const content = await exportCertificates(surroundings.service, {
      ...{ order, language: languageIn(c), by, now, site: originOf(surroundings) },
    });
    if (c.env.outgoing instanceof ServerResponse) liftTimeLimit(c.env.outgoing);
    return answerFile(types[order.format], `certificates_${now.toISOString().slice(0, 10)}.${order.format}`, content);
  },
};
