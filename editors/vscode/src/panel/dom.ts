// Making elements without a framework. Text always goes in as text, never as HTML.
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function emptied(node: HTMLElement | null): HTMLElement {
  const there = node ?? document.body;
  there.replaceChildren();
  return there;
}
