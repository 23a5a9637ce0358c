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
  /** The name of the last one that was saved, while there is no other. */
  readonly saved: string | undefined;
  /** Begins one, unless one is running. */
  readonly begin: (fetchIt: (service: Service, transfer: Transfer) => Promise<HandedOut>, done?: () => void) => void;
  readonly stop: () => void;
}

const idle = { bytes: undefined, failure: undefined, saved: undefined };

/** Fetches a file, once the second factor has been given, and saves it. Leaving the screen stops it. */
export function useDownload(): Download {
  const { service, attempt, language, texts, say } = useSite();
  const [state, setState] = useState<Pick<Download, "bytes" | "failure" | "saved">>(idle);
  const running = useRef<AbortController>(undefined);
  const stop = (): void => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);
  const begin: Download["begin"] = (fetchIt, done) => {
    if (running.current !== undefined) return;
    const aborting = new AbortController();
    running.current = aborting;
    setState({ ...idle, bytes: 0 });
    const received = (bytes: number): void => setState({ ...idle, bytes });
    const transfer = { language, received, signal: aborting.signal };
    void attempt(() => fetchIt(service, transfer))
      .then(
        ({ name, content }) => {
          saveFile(document, name, content);
          say(texts.download.saved(name));
          return { ...idle, saved: name };
        },
        (error: unknown) => ({ ...idle, failure: codeOf(error) }),
      )
      .then((ended) => {
        running.current = undefined;
        const cancelled = ended.failure === "download-cancelled";
        if (cancelled) say(texts.download.stopped);
        setState(cancelled ? idle : ended);
        if (ended.failure === undefined) done?.();
      });
  };
  return { ...state, begin, stop };
}
