import type { RenewalPort } from "./port.ts";
import { RenewalError } from "./renewal-error.ts";
import type { JobResult } from "./renewal-event.ts";

/**
 * Connects with whatever certificate the browser chooses on a host where none was chosen before, and holds the serial
 * that arrived there against the replacement's. The service must have noted the use as well.
 *
 * @throws RenewalError where a connection failed
 */
export async function proveReplacement(port: RenewalPort, oldSerial: string, serial: string): Promise<JobResult> {
  // A browser remembers its choice per host: each status names another one.
  const { proofUrl } = await port.status();
  let seen: string;
  try {
    seen = (await port.prove(proofUrl)).certificate.serial;
  } catch (error) {
    if (error instanceof RenewalError && error.code === "no-certificate") {
      return { type: "not-proved", miss: "no-certificate" };
    }
    throw error;
  }
  if (seen === oldSerial) return { type: "not-proved", miss: "old-certificate" };
  if (seen !== serial) return { type: "not-proved", miss: "other-certificate" };

  const { certificate, pending, refusal } = await port.status();
  const recorded =
    certificate.serial === serial ||
    (pending === null ? refusal?.code === "already-renewed" : pending.serial === serial && pending.stage === "first-used");
  return recorded ? { type: "proved" } : { type: "not-proved", miss: "not-recorded" };
}
