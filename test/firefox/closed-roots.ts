import type { Page } from "puppeteer";
import * as v from "valibot";
import { contextOf, sendBidi } from "./bidi.ts";

/** A WebDriver BiDi reference to a node of the page, also in a closed shadow root. */
export interface NodeReference {
  readonly sharedId: string;
}

interface SerializedNode extends NodeReference {
  readonly value: {
    readonly children?: SerializedNode[] | undefined;
    readonly shadowRoot?: SerializedNode | null | undefined;
  };
}

const SerializedNode: v.GenericSchema<SerializedNode> = v.object({
  sharedId: v.string(),
  value: v.object({
    children: v.optional(v.array(v.lazy(() => SerializedNode))),
    shadowRoot: v.nullish(v.lazy(() => SerializedNode)),
  }),
});

/** The shadow roots of children of the document element and the body, including closed ones. */
async function shadowRoots(page: Page): Promise<readonly NodeReference[]> {
  const { result } = await sendBidi(
    page,
    "script.evaluate",
    {
      expression: "document.documentElement",
      target: { context: contextOf(page) },
      awaitPromise: false,
      serializationOptions: { includeShadowTree: "all", maxDomDepth: 3 },
    },
    v.object({ result: v.union([SerializedNode, v.object({ type: v.literal("null") })]) }),
  );
  // A window that has just opened has a document without an element.
  if (!("sharedId" in result)) return [];
  const elements = [result, ...(result.value.children ?? [])].flatMap(({ value }) => value.children ?? []);
  return elements.flatMap(({ value }) => value.shadowRoot ?? []);
}

/** The nodes in the shadow roots with this role and, if given, this name. */
export async function findInside(page: Page, role: string, name?: string): Promise<readonly NodeReference[]> {
  return await locate(page, { type: "accessibility", value: { role, ...(name !== undefined && { name }) } });
}

/** The nodes in the shadow roots that match a CSS selector. */
export async function selectInside(page: Page, selector: string): Promise<readonly NodeReference[]> {
  return await locate(page, { type: "css", value: selector });
}

async function locate(page: Page, locator: object): Promise<readonly NodeReference[]> {
  const startNodes = await shadowRoots(page);
  if (startNodes.length === 0) return [];
  const { nodes } = await sendBidi(
    page,
    "browsingContext.locateNodes",
    {
      context: contextOf(page),
      locator,
      startNodes: startNodes.map(({ sharedId }) => ({ sharedId })),
    },
    v.object({ nodes: v.array(SerializedNode) }),
  );
  return nodes;
}

/** Calls a function with a node, in the page's world. */
export async function callWith<Schema extends v.GenericSchema>(
  page: Page,
  node: NodeReference,
  declaration: string,
  value: Schema,
): Promise<v.InferOutput<Schema>> {
  const { result } = await sendBidi(
    page,
    "script.callFunction",
    {
      functionDeclaration: declaration,
      arguments: [{ sharedId: node.sharedId }],
      target: { context: contextOf(page) },
      awaitPromise: false,
    },
    v.object({ result: v.object({ value: v.optional(v.unknown()) }) }),
  );
  return v.parse(value, result.value);
}

/** Clicks the centre of a node with the mouse. */
export async function clickOn(page: Page, node: NodeReference): Promise<void> {
  await callWith(page, node, "(node) => void node.scrollIntoView({ block: 'center', behavior: 'instant' })", v.undefined());
  const origin = { type: "element", element: { sharedId: node.sharedId } };
  const actions = [
    { type: "pointerMove", x: 0, y: 0, origin },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ];
  const mouse = { type: "pointer", id: "mouse", actions };
  await sendBidi(page, "input.performActions", { context: contextOf(page), actions: [mouse] }, v.unknown());
}
