"""How well, how fast and in how much memory pictures are read: the README's figures.

``python -m benchmarks.pictures``. Pages are made of MNIST's test digits, which had no
part in choosing anything in `mnist_kmeans.pictures`: that was made on pages of training
digits.
"""

import multiprocessing
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from benchmarks.fit_speed import seconds
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import load_mnist
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.recognition import recognition_score
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.pictures.opening import ImageError, open_image
from mnist_kmeans.pictures.reading import read_digits
from mnist_kmeans.pictures.touching import Score
from tests.hard_pages import HARD, STRENGTHS, hard_pages
from tests.synthetic_pages import SyntheticPage, encode, pages, photo


def main() -> None:
    data = load_mnist()
    store = FitStore()
    settings = {
        space: FitSettings(len(data.x_train), 256, space) for space in FEATURE_SPACES
    }
    models = {space: store.model(settings[space], data) for space in FEATURE_SPACES}
    # All read the same digits: those that touch are cut apart by the model in "hog".
    score = recognition_score(store.get(settings["hog"], data), models["hog"][0])
    _pages(data, models, score)
    _hard_pages(data, models, score)
    _read_back(data, models)
    _large_photo(data)
    _bad_input()


def overlap(box: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the share of two boxes' joint area that is common to both."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    common = max(0, width) * max(0, height)
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (box, other)]
    return common / (sum(areas) - common)


def read_page(
    page: SyntheticPage, score: Score | None = None
) -> tuple[bool, list[tuple[np.ndarray, np.ndarray, int]], int]:
    """Read a page; say whether all is found in order; put originals and labels to it.

    The last of the three is the number of false digits.

    A digit counts as found where its box covers the true one (more than half of their
    joint area is common).
    """
    try:
        found = read_digits(open_image(page.content), score=score)
    except ImageError:
        found = []
    boxes = page.boxes
    all_found = len(found) == len(boxes) and all(
        overlap(digit.box, box) > 0.5 for digit, box in zip(found, boxes, strict=True)
    )
    pairs = [
        (digit.pixels, original, int(label))
        for original, label, box in zip(page.digits, page.labels, boxes, strict=True)
        for digit in found
        if overlap(digit.box, box) > 0.5
    ]
    return all_found, pairs, len(found) - len(pairs)


def _pages(data: DigitData, models: dict[str, object], score: Score) -> None:
    results = defaultdict(list)
    for page in pages(data.x_test, data.y_test, 12):
        results[page.condition, page.noisy].append(read_page(page, score))
    print("| condition | pages right | digits | same answer:", " | ".join(models), "|")
    totals = {False: [], True: []}
    same, correct = [], []
    for (condition, noisy), pages_read in results.items():
        totals[noisy] += [ok for ok, *_ in pages_read]
        pairs = [pair for _, found, _ in pages_read for pair in found]
        read, originals, labels = map(np.array, zip(*pairs, strict=True))
        agree = [m.predict(read) == m.predict(originals) for m in models.values()]
        correct.append(np.array([m.predict(read) == labels for m in models.values()]))
        same.append(np.array(agree))
        shares = " | ".join(f"{a.mean():.3f}" for a in agree)
        right = sum(ok for ok, *_ in pages_read)
        print(f"| {condition} | {right}/{len(pages_read)} | {len(pairs)} | {shares} |")
    for noisy, right in totals.items():
        what = "noisy" if noisy else "clean"
        print(f"{what} pages with all digits in order: {sum(right)}/{len(right)}")
    for what, hits in (("same answer as from the original", same), ("right", correct)):
        shares = np.hstack(hits).mean(axis=1).round(4).tolist()
        print(f"{what}:", dict(zip(models, shares, strict=True)))


def _hard_pages(data: DigitData, models: dict[str, object], score: Score) -> None:
    """Print where the reading of pages as people photograph them breaks."""
    print("| condition | strength | in order | found | false | right:", end=" ")
    print(" | ".join(models), "|")
    for condition in HARD:
        for strength in range(STRENGTHS):
            made = list(hard_pages(data.x_test, data.y_test, 12, condition, strength))
            n_digits = sum(len(page.boxes) for page in made)
            pages_read = [read_page(page, score) for page in made]
            in_order, found, false = zip(*pages_read, strict=True)
            pairs = [pair for pairs in found for pair in pairs]
            right = [
                sum(
                    model.predict(pixels[None])[0] == label
                    for pixels, _, label in pairs
                )
                for model in models.values()
            ]
            shares = [np.mean(in_order)]
            shares += [n / n_digits for n in (len(pairs), sum(false), *right)]
            row = " | ".join(f"{share:.3f}" for share in shares)
            print(f"| {condition} | {strength + 1} | {row} |", flush=True)


def _read_back(data: DigitData, models: dict[str, object]) -> None:
    read = []
    missed = 0
    for digit in data.x_test:
        file = BytesIO()
        large = Image.fromarray(255 - digit).resize(
            (280, 280), Image.Resampling.BICUBIC
        )
        large.save(file, "PNG", compress_level=1)
        try:
            found = read_digits(open_image(file.getvalue()))
        except ImageError:
            found = []
        missed += len(found) != 1
        # What is not found is read as an empty picture, which is most likely wrong.
        largest = max((d.ink.size, i) for i, d in enumerate(found)) if found else None
        read.append(found[largest[1]].pixels if largest else np.zeros((28, 28)))
    for space, model in models.items():
        before = (model.predict(data.x_test) == data.y_test).mean()
        after = (model.predict(np.array(read)) == data.y_test).mean()
        print(
            f"10,000 written as 280x280 PNG, {space}: {before:.4f} -> {after:.4f} "
            f"({missed} files not read as one digit)"
        )


def _large_photo(data: DigitData) -> None:
    content = photo(data.x_test[:20])
    runs = [seconds(lambda: read_digits(open_image(content))) for _ in range(5)]
    n, times = len(runs[0][1]), [time for time, _ in runs]
    print(
        f"12 megapixels, {len(content) / 1e6:.1f} MB, {n} of 20 digits: "
        f"{median(times):.2f} s (median of 5), {_memory(content):.0f} MB more"
    )


def _bad_input() -> None:
    rng = np.random.default_rng(0)
    tones = rng.integers(0, 256, (3000, 4000), np.uint8)
    numbers = np.full((3000, 4000), np.nan, np.float32)
    grey = Image.fromarray(tones)
    files = {
        "40 megapixels, all black": encode(Image.new("RGB", (8000, 5000))),
        "40 megapixels, all white, with alpha": encode(
            Image.new("RGBA", (8000, 5000), (255, 255, 255, 255))
        ),
        "12 megapixels of noise": encode(grey, "JPEG", quality=40),
        "12 megapixels of NaN": encode(
            Image.fromarray(numbers), "TIFF", compression="tiff_deflate"
        ),
        "20,000 x 20,000 pixels": encode(Image.new("1", (20_000, 20_000))),
        "500 frames of 640 x 480": encode(
            Image.new("L", (640, 480)),
            "GIF",
            save_all=True,
            append_images=[Image.new("L", (640, 480), i % 250) for i in range(499)],
        ),
        "half a file": encode(grey, "JPEG", quality=40)[:2_000_000],
    }
    for name, content in files.items():
        time, said = seconds(lambda content=content: _refusal(content))
        print(f"{name}: {time:.2f} s, {_memory(content):.0f} MB more: {said}")


def _refusal(content: bytes) -> str:
    try:
        digits = read_digits(open_image(content))
    except ImageError as error:
        return str(error)
    return f"{len(digits)} digits"


def _memory(content: bytes) -> float:
    """Return by how much a process of its own grows at most while it reads, in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (content,))


def _growth(content: bytes) -> float:
    small = Image.new("L", (28, 28), 255)
    small.paste(0, (10, 5, 14, 25))
    read_digits(small.resize((280, 280)))  # all code is loaded
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    _refusal(content)
    return _status("VmHWM") - before


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
