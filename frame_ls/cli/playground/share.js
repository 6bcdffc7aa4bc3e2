// A program in the address: deflated, in base64 for addresses, after `#`, so that no server ever sees it.

const FORM = "deflate-raw";

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/** The fragment of an address that holds a program. */
export async function fragmentOf(name, text) {
  const bytes = await through(new CompressionStream(FORM), new TextEncoder().encode(text));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const code = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `#name=${encodeURIComponent(name)}&text=${code}`;
}

/** The program that a fragment holds; null for none, or for what is damaged or too large. */
export async function programOf(fragment, limit = 1_000_000) {
  const given = new URLSearchParams(fragment.slice(1));
  const code = given.get("text");
  if (!code) return null;
  try {
    const base64 = code.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = await through(new DecompressionStream(FORM), Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    if (bytes.length > limit) return null;
    const name = (given.get("name") ?? "").replace(/[^\w.-]/g, "-");
    return { name: /\.(c|frame|smt2)$/.test(name) ? name : "shared.c", text: new TextDecoder().decode(bytes) };
  } catch {
    return null;
  }
}
