import { useEffect } from "preact/hooks";
import type { Loaded } from "./use-loaded.ts";

/** How often something that goes on is read again, in milliseconds. */
const interval = 2000;

/** Reads again what goes on, until it has ended. */
export function usePolled<Value>(loaded: Loaded<Value>, goesOn: (value: Value) => boolean): void {
  const { value, loading, reload } = loaded;
  const active = value !== undefined && goesOn(value);
  useEffect(() => {
    if (!active || loading) return;
    const timer = setTimeout(() => void reload(), interval);
    return () => clearTimeout(timer);
  }, [active, loading, reload]);
}
