"""What each page weighs with everything that it loads, and how far it shifts after its first paint."""

import gzip
from urllib.parse import unquote, urlsplit

from tests import browser, site

GZIPPED_BAR, RAW_BAR, SHIFT_BAR = 800_000, 2_500_000, 0.1
ALREADY_COMPRESSED = (".woff2", ".png", ".jpg")
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach((each) => { if (!each.hadRecentInput) sum += each.value; });
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 2000);
})"""
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    window.scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}"""


def main():
    """Print a table of all pages and return it."""
    with browser.chromium() as started, site.served() as address:
        rows = [measure(started, address, name, width) for name in site.pages() for width in (1200, 360)]
    print(f"{'page':32} {'width':>5} {'gzipped kB':>11} {'raw kB':>8} {'shift':>7}")
    for row in rows:
        print(
            f"{row['page']:32} {row['width']:5} {row['gzipped'] / 1e3:11.0f} {row['raw'] / 1e3:8.0f} "
            f"{row['shift']:7.3f}"
        )
    print(f"bars: gzipped {GZIPPED_BAR / 1e3:.0f} kB, raw {RAW_BAR / 1e3:.0f} kB, shift {SHIFT_BAR}")
    return {"rows": rows, "bars": {"gzipped": GZIPPED_BAR, "raw": RAW_BAR, "shift": SHIFT_BAR}}


def measure(started, address, name, width):
    """Load one page, scroll through it, and return its weight and its layout shift."""
    page = started.new_page(viewport={"width": width, "height": 800})
    watch = browser.Watch(page)
    page.goto(f"{address}/book/{name}.html")
    shift = page.evaluate(SHIFT)
    page.evaluate(SCROLL)
    files = {urlsplit(url).path for url in watch.requests if url.startswith(address)}
    page.close()
    contents = [(path, (site.SITE / unquote(path).lstrip("/")).read_bytes()) for path in sorted(files)]
    return {
        "page": name,
        "width": width,
        "files": len(contents),
        "raw": sum(len(data) for _, data in contents),
        "gzipped": sum(transferred(path, data) for path, data in contents),
        "shift": shift,
    }


def transferred(path, data):
    """Return the bytes that a server sends which compresses what is not compressed already."""
    return len(data) if path.endswith(ALREADY_COMPRESSED) else len(gzip.compress(data, 6))
