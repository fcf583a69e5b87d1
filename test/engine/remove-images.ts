// The engine lists images in no useful order, and refuses to remove one that another image is built on.

type Docker = (...args: string[]) => Promise<string>;

/** Removes images by name or id, in as many passes as their parents need. Throws the engine's refusal when a pass removes nothing. */
export async function removeImages(docker: Docker, names: Iterable<string>): Promise<void> {
  let left = [...new Set(names)];
  while (left.length > 0) {
    const refused: string[] = [];
    let refusal: unknown;
    for (const name of left) {
      try {
        await docker("image", "rm", "--force", name);
      } catch (error) {
        refused.push(name);
        refusal = error;
      }
    }
    if (refused.length === left.length) throw refusal;
    left = refused;
  }
}
