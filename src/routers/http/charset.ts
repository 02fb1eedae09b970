/** Bytes of a page that are searched for a meta element: what the HTML standard looks at. */
const prescanBytes = 1024;

/**
 * The text of a page. The charset is the first of these that is known: `option`, a byte order mark, the Content-Type header, a meta element,
 * else windows-1252, which gives every byte a character. Labels: WHATWG Encoding.
 */
export function decodePage(bytes: Buffer, option: string, contentType: string): string {
  const labels = [option, markOf(bytes), charsetIn(contentType), metaCharset(bytes), "windows-1252"];
  for (const label of labels) {
    const decoder = label === undefined || label.trim() === "" ? undefined : decoderOf(label);
    if (decoder !== undefined) return decoder.decode(bytes);
  }
  return bytes.toString("latin1");
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    // The standard's own way to say that a label is not known.
    return undefined;
  }
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : undefined;
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([^\s"';>]+)/i.exec(text)?.[1];
}

/** A page whose meta element can be read as ASCII is not UTF-16, whatever it says. */
function metaCharset(bytes: Buffer): string | undefined {
  const opening = bytes.toString("latin1", 0, prescanBytes);
  for (const [element] of opening.matchAll(/<meta\b[^>]*>/gi)) {
    const label = charsetIn(element);
    if (label !== undefined) return /^utf-?16/i.test(label) ? "utf-8" : label;
  }
  return undefined;
}
