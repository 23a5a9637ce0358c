import type { ComponentChildren, JSX } from "preact";
import { useSite } from "../session/site.ts";
import type { Loaded } from "../session/use-loaded.ts";
import { Failure } from "./failure.tsx";

interface ScreenPartProps<Value> {
  readonly loaded: Loaded<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** What is read from the service: while it is read, once it is there, and if it cannot be read. */
export function ScreenPart<Value>({ loaded, children }: ScreenPartProps<Value>): JSX.Element {
  const { texts } = useSite();
  const { value, loading, failure, reload } = loaded;
  if (value !== undefined) {
    return (
      <div class="screen" aria-busy={loading}>
        {children(value)}
      </div>
    );
  }
  if (failure !== undefined) return <Failure code={failure} texts={texts} retry={() => void reload()} />;
  return (
    <p class="loading" role="status">
      {texts.loading}
    </p>
  );
}
