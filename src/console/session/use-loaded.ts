import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";
import { useSite } from "./site.ts";

/** What is read from the service for a screen. While it is read again, the previous value remains visible. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly loading: boolean;
  readonly failure: AdministrationErrorCode | undefined;
  /** Reads it again. */
  readonly reload: () => Promise<void>;
}

/**
 * Reads something from the service, and again whenever its key changes. An answer that arrives after that of a later call is
 * discarded.
 */
export function useLoaded<Value>(key: string, read: () => Promise<Value>): Loaded<Value> {
  const { attempt } = useSite();
  const [state, setState] = useState<Omit<Loaded<Value>, "reload">>({ value: undefined, loading: true, failure: undefined });
  const latest = useRef(0);
  const reading = useRef(read);
  reading.current = read;
  const reload = useCallback(async (): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    setState(({ value }) => ({ value, loading: true, failure: undefined }));
    try {
      const value = await attempt(() => reading.current());
      if (mine === latest.current) setState({ value, loading: false, failure: undefined });
    } catch (error) {
      if (mine === latest.current) setState({ value: undefined, loading: false, failure: codeOf(error) });
    }
  }, [attempt]);
  useEffect(() => {
    void reload();
    // What is still being read is for a screen that is gone.
    return () => void (latest.current += 1);
  }, [key, reload]);
  return { ...state, reload };
}
