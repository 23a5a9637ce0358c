import { consolePaths } from "../../protocol/console/paths.ts";
import { TrailEnd, TrailPage, type TrailFileQuery } from "../../protocol/console/trail.ts";
import type { Service } from "../ask.ts";
import { callFor } from "./call.ts";
import { receive, type HandedOut, type Transfer } from "./files.ts";

/** A page of the organisation's audit trail. @throws as `call` does */
export async function readTrail(service: Service, parameters: URLSearchParams): Promise<TrailPage> {
  return await callFor(service, TrailPage, `${consolePaths.trail}?${parameters.toString()}`);
}

/** Where it ends, and what the service vouches for. @throws as `call` does */
export async function askTrailEnd(service: Service): Promise<TrailEnd> {
  return await callFor(service, TrailEnd, consolePaths.trailEnd);
}

/** All entries that match, as a file. @throws as `receive` does */
export async function fetchTrail(
  service: Service,
  parameters: URLSearchParams,
  format: TrailFileQuery["format"],
  transfer: Transfer,
): Promise<HandedOut> {
  const query = new URLSearchParams(parameters);
  query.set("format", format);
  return await receive(service, `${consolePaths.trailFile}?${query.toString()}`, {}, transfer);
}
