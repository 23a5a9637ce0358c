/** The events of a watch. No event contains a key, a password or a file. */
export type WatchEvent =
  /** There is a reason to show the person a dialog, which follows. */
  | {
      readonly type: "due";
      /** To prompt for a renewal, to resume an unfinished one, or to say that there will be none. */
      readonly occasion: "prompt" | "resume" | "refusal";
      /** Whole days until the certificate expires. */
      readonly daysLeft: number;
      /** When it expires, ISO 8601. */
      readonly notAfter: string;
    }
  /** The dialog is open. */
  | { readonly type: "shown" }
  /** The service has issued the replacement, and the dialog has its file. */
  | {
      readonly type: "issued";
      /** Upper-case hexadecimal. */
      readonly serial: string;
      /** When the replacement expires, ISO 8601. */
      readonly notAfter: string;
    }
  /** The person has confirmed that the .p12 file was saved, and has seen its password. */
  | { readonly type: "downloaded"; readonly serial: string }
  /** The service has seen the replacement in a connection: the renewal is complete. */
  | { readonly type: "proved"; readonly serial: string }
  /** The dialog was closed before the renewal was complete; the next visit continues. */
  | { readonly type: "dismissed" }
  /** Something failed. The dialog tells the person what to do, and lets them retry. */
  | {
      readonly type: "failed";
      /** A stable code: of the service's refusal, or of a failure on this side (`unreachable`, `presses-stopped`, …). */
      readonly code: string;
    }
  /** A custom property of the page was rejected: its value is invalid, or would make the dialog hard to read. */
  | { readonly type: "style-refused"; readonly property: string };

/** The outcome of a watch. */
export type WatchOutcome =
  /** The browser has the Koshin extension, which has taken over. */
  | "handed-over"
  /** The dialog was shown, and has closed. */
  | "shown"
  /** There was nothing to show, or no document to show it in. */
  | "nothing"
  /** The service, or the dialog's own script, could not be reached, or the page stops presses on the dialog. */
  | "failed"
  /** The page stopped it. */
  | "stopped";
