// The picture of the heap below the text of a hover, where there are arrows to see.
import * as vscode from "vscode";
import type { HeapGraph } from "./protocol";

const LARGEST = 24_000; // what is larger is for the panel

/** The hover with the heap at its place drawn below; as it was where there is nothing to draw. */
export async function withPicture(hover: vscode.Hover | null | undefined, graph: () => Promise<HeapGraph | null | undefined>): Promise<vscode.Hover | null | undefined> {
  if (!hover || !vscode.workspace.getConfiguration("frame").get<boolean>("hoverPictures", true)) {
    return hover;
  }
  const svg = (await graph().catch(() => null))?.svg;
  if (svg && svg.length <= LARGEST && svg.includes('class="arrow"')) {
    hover.contents.push(new vscode.MarkdownString(`![The heap](data:image/svg+xml;base64,${Buffer.from(themed(svg)).toString("base64")})`));
  }
  return hover;
}

/** A picture in a hover knows nothing of the theme: it is told. */
function themed(svg: string): string {
  const dark = [vscode.ColorThemeKind.Dark, vscode.ColorThemeKind.HighContrast].includes(vscode.window.activeColorTheme.kind);
  return svg.replace("(prefers-color-scheme: dark)", dark ? "all" : "not all");
}
