import type { ComponentType, FunctionComponent, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSite } from "../session/site.ts";
import type { Texts } from "../texts/texts.ts";
import { Failure } from "./failure.tsx";

/**
 * A screen whose script is loaded when somebody first looks at it, so that the first view of the site does not wait for it.
 * Called once for each screen, outside of components.
 *
 * @param load - imports the screen's file and picks its component
 */
export function late<Props extends object>(load: () => Promise<ComponentType<Props>>): FunctionComponent<Props> {
  return lateIn(load, () => useSite().texts);
}

/** The same, for a step on the way in, where there is no site yet. */
export function lateStep<Props extends { readonly texts: Texts }>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  return lateIn(load, ({ texts }) => texts);
}

function lateIn<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  useTexts: (props: Props) => Texts,
): FunctionComponent<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Late(props: Props): JSX.Element {
    const texts = useTexts(props);
    const [Screen, setScreen] = useState<ComponentType<Props> | undefined>(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Screen !== undefined) return;
      load().then(
        (component) => {
          loaded = component;
          setScreen(() => component);
        },
        () => setFailed(true),
      );
    }, [Screen]);
    if (Screen !== undefined) return <Screen {...props} />;
    // A browser remembers that a script failed to load until the page is loaded again.
    if (failed) return <Failure code="unreachable" texts={texts} retry={() => location.reload()} />;
    return (
      <p class="loading" role="status">
        {texts.loading}
      </p>
    );
  };
}
