import * as v from "valibot";
import { pagePace } from "../../core/pace.ts";
import { CertificateFileError } from "../certificate-file/certificate-file-error.ts";
import { readP12File } from "../certificate-file/certificate-in-file.ts";
import { P12Order, type P12Report } from "./p12-messages.ts";

// A worker that opens one .p12 file, reports its progress, and then the certificate or why there is none.
addEventListener("message", (event) => {
  void work(v.parse(P12Order, event.data));
});

async function work({ file, password }: P12Order): Promise<void> {
  const pace = pagePace({ progress: (part) => report({ kind: "progress", part }), now: () => performance.now() });
  try {
    report({ kind: "read", certificate: await readP12File(file, password, pace) });
  } catch (error) {
    if (!(error instanceof CertificateFileError)) throw error;
    report({ kind: "refused", code: error.code });
  }
}

function report(report: P12Report): void {
  postMessage(report);
}
