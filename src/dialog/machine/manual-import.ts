import type { Pkcs12Profile } from "../../core/profile.ts";
import { hasReached } from "../../protocol/stage.ts";
import type { ImportMethod } from "./import-method.ts";
import type { PersonEvent } from "./renewal-event.ts";
import { enter, type Issued, type Job, type RenewalState, type StateOf } from "./renewal-state.ts";

type ManualState = StateOf<"save" | "password" | "import">;

/** The person downloads the .p12 file, sees its password, and imports it with the operating system's or browser's own tools. */
export const manualImport: ImportMethod<ManualState["step"]> = {
  begin: (replacement, file) => {
    const kept = { download: "none", revealed: false, passwordKept: false, reported: false } as const;
    return { step: "save", issued: { replacement, file, ...kept } };
  },

  resume: ({ issuer, serial, notAfter, fileName, stage }) => {
    if (!hasReached(stage, "password-shown")) return undefined;
    const kept = { download: "current", revealed: true, passwordKept: true, reported: true } as const;
    return { replacement: { issuer, serial, notAfter, fileName }, file: undefined, ...kept };
  },

  revisit: (issued, missed) => ({ step: "import", issued, help: missed }),

  onPerson: (state, event) => {
    switch (state.step) {
      case "save":
        return onSave(state, event);
      case "password":
        return onPassword(state, event);
      case "import":
        return onImport(state, event);
    }
  },

  onResult: (state, job, result) => {
    const { issued } = state;
    if (result.type === "rewritten") {
      const download = { kind: "download", name: issued.replacement.fileName, file: result.file } as const;
      return {
        ...state,
        issued: { ...issued, file: result.file },
        job: job.kind === "rewrite" && job.download ? download : undefined,
      };
    }
    if (result.type === "downloaded") {
      // After the password was shown, the import itself shows whether the file is there.
      const offered = result.as === "offered" && !issued.revealed;
      const downloaded = {
        ...state,
        issued: { ...issued, download: offered ? "offered" : "current" },
        job: offered || issued.reported ? undefined : report(issued, "fetched"),
      } as const;
      return state.step === "save" ? { ...downloaded, step: "password" } : downloaded;
    }
    if (result.type !== "reported") return state;
    if (result.stage === "password-shown") return { ...state, issued: { ...issued, reported: true }, job: undefined };
    // A file that the person has confirmed is reported together with the password.
    const both = result.stage === "fetched" && issued.revealed && !issued.reported;
    return { ...state, job: both ? report(issued, "password-shown") : undefined };
  },

  wouldLose: ({ step, issued }) => {
    if (issued.download !== "current" || !issued.revealed) return true;
    return (step === "save" || step === "password") && !issued.passwordKept;
  },
};

function onSave(state: StateOf<"save">, event: PersonEvent): RenewalState {
  const { issued } = state;
  const { file, replacement } = issued;
  const downloaded = issued.download === "current" || issued.download === "offered";
  if (event.type === "next" && downloaded) return enter(state, { step: "password", issued }, state.job);
  if (file === undefined || fileJobRunning(state)) return state;
  if (event.type === "download") {
    return { ...state, job: { kind: "download", name: replacement.fileName, file }, failure: undefined };
  }
  return event.type === "choose-profile" ? rewrite(state, event.profile, false) : state;
}

function onPassword(state: StateOf<"password">, event: PersonEvent): RenewalState {
  const { issued } = state;
  const offered = issued.download === "offered";
  if (event.type === "reveal" && !issued.revealed) {
    const job = report(issued, offered ? "fetched" : "password-shown");
    const download = offered ? "current" : issued.download;
    return { ...state, issued: { ...issued, download, revealed: true }, job, failure: undefined };
  }
  if (event.type === "download" && offered && issued.file !== undefined && !fileJobRunning(state)) {
    return { ...state, job: { kind: "download", name: issued.replacement.fileName, file: issued.file }, failure: undefined };
  }
  if (event.type === "password-kept") return { ...state, issued: { ...issued, passwordKept: true } };
  if (event.type === "back") return enter(state, { step: "save", issued });
  return event.type === "next" && issued.revealed
    ? enter(state, { step: "import", issued, help: false }, issued.reported ? undefined : report(issued, "password-shown"))
    : state;
}

function onImport(state: StateOf<"import">, event: PersonEvent): RenewalState {
  const { issued } = state;
  if (event.type === "next") {
    const report: Job = { kind: "report", serial: issued.replacement.serial, stage: "imported" };
    return enter(state, { step: "proof", issued, miss: undefined }, report);
  }
  if (event.type === "back") return beforeImport(state);
  return event.type === "choose-profile" ? rewrite(state, event.profile, true) : state;
}

/** Back from the import: to the password step, or, if the password is not in memory, to the resume step of an earlier visit. */
function beforeImport(state: StateOf<"import">): RenewalState {
  if (state.issued.file !== undefined) return enter(state, { step: "password", issued: state.issued });
  const { pending } = state.status;
  return pending === null ? state : enter(state, { step: "resume", pending, asking: false });
}

function rewrite(state: StateOf<"save" | "import">, profile: Pkcs12Profile, download: boolean): RenewalState {
  const { issued } = state;
  const { file } = issued;
  if (file === undefined || file.profile === profile || fileJobRunning(state)) return state;
  const downloaded: Issued["download"] = issued.download === "none" ? "none" : "outdated";
  const job: Job = { kind: "rewrite", file, profile, download };
  return { ...state, issued: { ...issued, download: downloaded }, job, failure: undefined };
}

function report({ replacement }: Issued, stage: "fetched" | "password-shown"): Job {
  return { kind: "report", serial: replacement.serial, stage };
}

function fileJobRunning({ job }: RenewalState): boolean {
  return job?.kind === "download" || job?.kind === "rewrite";
}
