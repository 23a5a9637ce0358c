/** What a watch tells the page. No event holds a key, a password or a file. */
export type WatchEvent =
  /** The certificate has a reason to speak to the person; the dialog follows. */
  | {
      readonly type: "due";
      /** To ask for a renewal, to carry on with one that was left half way, or to say that there will be none. */
      readonly occasion: "prompt" | "resume" | "refusal";
      /** Whole days until the certificate expires. */
      readonly daysLeft: number;
      /** When it expires, ISO 8601. */
      readonly notAfter: string;
    }
  /** The dialog is open. */
  | { readonly type: "shown" }
  /** The service has issued the replacement, whose file the dialog holds. */
  | {
      readonly type: "issued";
      /** Upper-case hexadecimal. */
      readonly serial: string;
      /** When the replacement expires, ISO 8601. */
      readonly notAfter: string;
    }
  /** The .p12 file was given to the browser. */
  | { readonly type: "downloaded"; readonly serial: string }
  /** The service has seen the replacement in a connection: the renewal is complete. */
  | { readonly type: "proved"; readonly serial: string }
  /** The dialog was closed before the renewal was complete; the next visit carries on. */
  | { readonly type: "dismissed" }
  /** Something did not succeed. Within the dialog the person reads what to do, and can try again. */
  | {
      readonly type: "failed";
      /** A stable code: of the service's refusals, or of what went wrong on this side (`unreachable`, …). */
      readonly code: string;
    }
  /** A custom property of the page was not taken: its value is of the wrong kind, or would make the dialog hard to read. */
  | { readonly type: "style-refused"; readonly property: string };

/** How a watch ended. */
export type WatchOutcome =
  /** The browser has the Koshin extension, which took the matter in hand. */
  | "handed-over"
  /** The dialog was shown, and has closed. */
  | "shown"
  /** There was nothing to show. */
  | "nothing"
  /** The service, or the dialog's own script, could not be reached. */
  | "failed"
  /** The page stopped it. */
  | "stopped";
