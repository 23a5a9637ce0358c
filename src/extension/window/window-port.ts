import { reenrol } from "../../client/est.ts";
import { toBase64 } from "../../core/base64.ts";
import type { RenewalPort } from "../../dialog/machine/port.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Status } from "../../protocol/status.ts";
import { download } from "../downloads/download.ts";
import type { NotedPlace } from "../service/caller.ts";
import { connectToProofHost } from "../service/connect-to-proof-host.ts";
import { notedStage } from "../service/noted-stage.ts";
import { notedStatus } from "../service/noted-status.ts";
import { serviceAt } from "../service/service-at.ts";

/** The port of a dialog in the extension's own window, which renews for the site of a document. */
export interface WindowPort extends RenewalPort {
  status(): Promise<Status>;
}

/** The port of a dialog in the extension's own window. */
export function windowPort(place: NotedPlace): WindowPort {
  return {
    status: () => notedStatus(place),
    enrol: (request, precondition) => reenrol(serviceAt(place), request, precondition),
    download: async (name, file) => {
      await download({ name, file: toBase64(file), inPrivate: place.inPrivate });
      return "saved";
    },
    report: (report) => notedStage(place, report),
    // The window's own connection, so that the browser asks for the certificate here.
    prove: async (proofUrl) => {
      try {
        await connectToProofHost(proofUrl);
      } catch (cause) {
        throw new RenewalError("unreachable", "The proof host could not be reached.", { cause });
      }
      return undefined;
    },
  };
}
