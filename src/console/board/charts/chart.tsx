import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The place of a drawing, which fills its width. */
export function Chart({ children }: { readonly children: (width: number) => JSX.Element }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (place.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="chart" ref={place}>
      {width > 0 && children(width)}
    </div>
  );
}
