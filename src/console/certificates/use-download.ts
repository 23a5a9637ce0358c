import { useEffect, useRef, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";
import type { HandedOut, Transfer } from "../../client/console/files.ts";
import { saveFile } from "../../ui/save-file.ts";
import { useSite } from "../session/site.ts";

/** A file that is fetched and saved. */
export interface Download {
  /** How many bytes have arrived; undefined if none is running. */
  readonly bytes: number | undefined;
  readonly failure: AdministrationErrorCode | undefined;
  /** Begins one, unless one is running. */
  readonly begin: (fetchIt: (service: Service, transfer: Transfer) => Promise<HandedOut>, done?: () => void) => void;
  readonly stop: () => void;
}

/** Fetches a file, once the second factor has been given, and saves it. Leaving the screen stops it. */
export function useDownload(): Download {
  const { service, attempt, language, texts, say } = useSite();
  const [state, setState] = useState<Pick<Download, "bytes" | "failure">>({ bytes: undefined, failure: undefined });
  const running = useRef<AbortController>(undefined);
  const stop = (): void => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);
  const begin: Download["begin"] = (fetchIt, done) => {
    if (running.current !== undefined) return;
    const aborting = new AbortController();
    running.current = aborting;
    setState({ bytes: 0, failure: undefined });
    const received = (bytes: number): void => setState({ bytes, failure: undefined });
    const transfer = { language, received, signal: aborting.signal };
    void attempt(() => fetchIt(service, transfer))
      .then(
        ({ name, content }) => {
          saveFile(document, name, content);
          say(texts.download.saved(name));
          return undefined;
        },
        (error: unknown) => codeOf(error),
      )
      .then((failure) => {
        running.current = undefined;
        if (failure === "download-cancelled") say(texts.download.stopped);
        setState({ bytes: undefined, failure: failure === "download-cancelled" ? undefined : failure });
        if (failure === undefined) done?.();
      });
  };
  return { ...state, begin, stop };
}
