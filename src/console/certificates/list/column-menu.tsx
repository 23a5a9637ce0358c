import type { JSX } from "preact";
import { chosenColumns, usualColumns, type ChosenColumn } from "../../../protocol/console/exports.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Menu } from "../../parts/menu.tsx";
import { useSite } from "../../session/site.ts";

interface ColumnMenuProps {
  readonly columns: readonly ChosenColumn[];
  /** Undefined for those of the documents. */
  readonly choose: (columns: readonly ChosenColumn[] | undefined) => void;
}

/** Which columns the list has. */
export function ColumnMenu({ columns, choose }: ColumnMenuProps): JSX.Element {
  const { texts } = useSite();
  const { columns: words } = texts.finding;
  const change = (column: ChosenColumn, shown: boolean): void => {
    const wanted = chosenColumns.filter((each) => (each === column ? shown : columns.includes(each)));
    choose(wanted.join(" ") === usualColumns.join(" ") ? undefined : wanted);
  };
  return (
    <Menu label={words.menu}>
      {() => (
        <>
          <div role="group" aria-label={words.lead}>
            {chosenColumns.map((column) => (
              <label key={column} class="check">
                <input
                  type="checkbox"
                  checked={columns.includes(column)}
                  onChange={({ currentTarget }) => change(column, currentTarget.checked)}
                />
                <span>{words.names[column]}</span>
              </label>
            ))}
          </div>
          <Button kind="link" onClick={() => choose(undefined)}>
            {words.usual}
          </Button>
        </>
      )}
    </Menu>
  );
}
