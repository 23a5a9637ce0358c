import * as v from "valibot";
import { paths } from "../../protocol/paths.ts";
import { Status } from "../../protocol/status.ts";
import { Failed } from "../failed.ts";
import { askService } from "./ask-service.ts";
import type { Place } from "./caller.ts";

/**
 * Fetches the status of the certificate that the browser presents to a site.
 *
 * @throws Failed with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function status(place: Place): Promise<Status> {
  const body = await askService(place, paths.status, { headers: { Accept: "application/json" } });
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Status), body);
  if (!read.success) throw new Failed("answer-malformed", "The service's status is not one.", { cause: read.issues });
  return read.output;
}
