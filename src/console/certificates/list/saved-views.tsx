import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askViews, removeView, saveView } from "../../../client/console/views.ts";
import type { SavedView } from "../../../protocol/console/views.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Field } from "../../../ui/components/field.tsx";
import { Failure } from "../../parts/failure.tsx";
import { ScreenPart } from "../../parts/screen.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { useLoaded } from "../../session/use-loaded.ts";

/** The views that one has saved: each opens its list, and can be overwritten with the present one, renamed and deleted. */
export function SavedViews({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { views: words } = texts.finding;
  const loaded = useLoaded("views", () => askViews(service));
  const [renamed, setRenamed] = useState<SavedView>();
  const [name, setName] = useState("");
  const { running, failure, run } = useAction();
  const save = (view: Omit<SavedView, "id">, replaced?: string): void =>
    run(async () => {
      const saved = await attempt(() => saveView(service, view, replaced));
      setName("");
      setRenamed(undefined);
      say(words.saved(saved.name));
      await loaded.reload();
    });
  const remove = (view: SavedView): void =>
    run(async () => {
      await attempt(() => removeView(service, view.id));
      say(words.removed(view.name));
      await loaded.reload();
    });
  return (
    <>
      <ScreenPart loaded={loaded}>
        {(views) =>
          views.length === 0 ? (
            <p class="quiet">{words.none}</p>
          ) : (
            <ul class="views">
              {views.map((view) => (
                <li key={view.id}>
                  <a href={`#/certificates${view.parameters === "" ? "" : `?${view.parameters}`}`}>{view.name}</a>
                  <Button
                    kind="link"
                    aria-label={words.overwriteIt(view.name)}
                    onClick={() => save({ name: view.name, parameters }, view.id)}
                  >
                    {words.overwrite}
                  </Button>
                  <Button
                    kind="link"
                    aria-label={words.renameIt(view.name)}
                    onClick={() => {
                      setRenamed(view);
                      setName(view.name);
                    }}
                  >
                    {words.rename}
                  </Button>
                  <Button kind="link" aria-label={words.removeIt(view.name)} onClick={() => remove(view)}>
                    {words.remove}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </ScreenPart>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (renamed === undefined) save({ name: name.trim(), parameters });
          else save({ name: name.trim(), parameters: renamed.parameters }, renamed.id);
        }}
      >
        <Failure code={failure} texts={texts} />
        <Field
          name="view-name"
          label={renamed === undefined ? words.name : words.renameIt(renamed.name)}
          hint={words.nameHint}
          input={{
            autocomplete: "off",
            maxLength: 60,
            value: name,
            onInput: ({ currentTarget }) => setName(currentTarget.value),
          }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.save}</Submit>
          {renamed !== undefined && (
            <Button
              onClick={() => {
                setRenamed(undefined);
                setName("");
              }}
            >
              {texts.cancel}
            </Button>
          )}
        </div>
      </form>
    </>
  );
}
