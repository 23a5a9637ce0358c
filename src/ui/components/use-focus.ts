import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Focuses an element when it appears, so that a screen reader continues from there. */
export function useFocus<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const element = useRef<Kind>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
