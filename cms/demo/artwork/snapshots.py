"""What guests' phones saw at the celebration: small scenes, another one for every seed, drawn in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image

from cms.demo.artwork.canvas import Canvas, Point, ellipse_path, mix, smooth_line, smooth_path

WIDE, TALL = (800, 600), (600, 800)
CLOTHES = ("#b4532f", "#2f5d50", "#7d5a1e", "#31456f", "#8c2f45", "#d8b45c", "#5b6f3a", "#efe6d2")
SKINS = ("#f0cda8", "#d9a878", "#b07a4e", "#8a5a38")
HAIRS = ("#3a2a20", "#6a4a2a", "#a9a49c", "#e4dfd6", "#1f1a18")


def draw_snapshot(scene: str, seed: int) -> Image.Image:
    """The scene of this name. Every third is held upright."""
    random = Random(f"{scene}{seed}")  # noqa: S311 - a drawing
    picture = SCENES[scene](TALL if seed % 3 == 0 else WIDE, random)
    return picture.image


def oaks(size: tuple[int, int], random: Random) -> Canvas:
    """Cork oaks on a hill, at any hour."""
    sky = random.choice(
        (("#f6c98a", "#fbe7c4"), ("#8fb8d6", "#e7f0ee"), ("#c97b63", "#f4c9a0"), ("#5d6b95", "#d9a79a"))
    )
    canvas = Canvas(size, mesh=[[sky[0]] * 2, [sky[1]] * 2, ["#d9b26a", "#c79b4e"]])
    width, height = size
    canvas.glow((random.uniform(0.2, 0.8) * width, height * 0.45), height * 0.5, "#fff3d6", opacity=0.7)
    for layer, colour in enumerate(("#b79a55", "#9a8344", "#7c6c38")):
        base = height * (0.55 + layer * 0.13)
        ridge = [(x * width / 5, base + random.uniform(-24, 24)) for x in range(-1, 7)]
        canvas.fill([*smooth_line(ridge), (width + 200, height), (-200, height)], colour)
    for _tree in range(random.randint(2, 5)):
        x, foot = random.uniform(0.05, 0.95) * width, height * random.uniform(0.62, 0.85)
        tree(canvas, random, (x, foot), random.uniform(70, 150))
    return canvas


def tree(canvas: Canvas, random: Random, foot: Point, size: float) -> None:
    x, y = foot
    canvas.line([(x, y), (x + size * 0.06, y - size * 0.7)], "#5a3a26", width=size * 0.11)
    for _clump in range(5):
        centre = (x + random.uniform(-0.5, 0.5) * size, y - size * random.uniform(0.7, 1.05))
        canvas.ellipse(centre, (size * 0.36, size * 0.24), random.choice(("#44552c", "#566a35", "#384824")))


def table(size: tuple[int, int], random: Random) -> Canvas:
    """The long lunch from above: plates, oranges, bread, wine."""
    cloth = random.choice(("#f5efe2", "#e9dfc9", "#dfe6e6", "#f3e3dc"))
    canvas = Canvas(size, mesh=[[cloth, mix(cloth, "#ffffff", 0.5)], [mix(cloth, "#8a6f4a", 0.18), cloth]])
    width, height = size
    for row in range(2):
        for column in range(3):
            spot = (width * (0.2 + column * 0.3), height * (0.28 + row * 0.46))
            plate(canvas, random, (spot[0] + random.uniform(-20, 20), spot[1] + random.uniform(-16, 16)))
    for _orange in range(random.randint(3, 8)):
        spot = (random.uniform(0.05, 0.95) * width, random.uniform(0.4, 0.62) * height)
        canvas.shadow(ellipse_path(spot, (24, 24)), blur=10, shift=(6, 8), opacity=0.3)
        canvas.ellipse(spot, (24, 24), ("#f6a63c", "#d9761a"))
    return canvas


def plate(canvas: Canvas, random: Random, at: Point) -> None:
    canvas.shadow(ellipse_path(at, (84, 84)), blur=16, shift=(8, 10), opacity=0.3)
    for radius, colour in ((84, "#fbfaf6"), (66, "#eeeae0"), (62, "#fdfcf9")):
        canvas.ellipse(at, (radius, radius), colour)
    food = random.choice(("#8f5a2c", "#6d7f3a", "#c9a24a", "#a2402c"))
    for _bite in range(7):
        spot = (at[0] + random.uniform(-30, 30), at[1] + random.uniform(-30, 30))
        canvas.ellipse(
            spot, (random.uniform(8, 18), random.uniform(7, 14)), mix(food, "#fff2d0", random.random() * 0.4)
        )


def people(size: tuple[int, int], random: Random) -> Canvas:
    """Two to five of the family, close together."""
    wall = random.choice(("#f2ead9", "#cfd9dd", "#e8cfae", "#b9c6a3", "#3b3f55"))
    canvas = Canvas(size, mesh=[[wall, mix(wall, "#ffffff", 0.35)], [mix(wall, "#5a4630", 0.3), wall]])
    width, height = size
    count = random.randint(2, 3) if width < height else random.randint(3, 5)
    for number in range(count):
        x = width * (number + 0.5) / count + random.uniform(-14, 14)
        guest(canvas, random, (x, height * random.uniform(0.42, 0.52)), 0.34 * width / count)
    return canvas


def guest(canvas: Canvas, random: Random, at: Point, size: float) -> None:
    """Head and shoulders."""
    x, y = at
    skin, hair, coat = random.choice(SKINS), random.choice(HAIRS), random.choice(CLOTHES)
    shoulders = [(x - size * 1.5, y + size * 6), (x - size * 1.3, y + size * 1.7), (x, y + size * 1.15)]
    shoulders += [(x + size * 1.3, y + size * 1.7), (x + size * 1.5, y + size * 6)]
    canvas.fill(smooth_path(shoulders), (mix(coat, "#ffffff", 0.12), mix(coat, "#000000", 0.2)))
    if random.random() < 0.5:
        canvas.ellipse((x, y + size * 0.15), (size * 1.05, size * 1.25), hair)
    canvas.rectangle((x - size * 0.3, y + size * 0.6, x + size * 0.3, y + size * 1.4), mix(skin, "#5a3a26", 0.2))
    canvas.ellipse((x, y), (size * 0.78, size), skin)
    canvas.ellipse((x, y - size * 0.62), (size * 0.82, size * 0.5), hair)
    for side in (-1, 1):
        canvas.ellipse((x + side * size * 0.29, y + size * 0.02), (size * 0.08, size * 0.09), "#2b211c")
        canvas.ellipse((x + side * size * 0.42, y + size * 0.32), (size * 0.16, size * 0.1), "#d9694f", opacity=0.35)
    smile = [
        (x - size * 0.3, y + size * 0.42),
        (x, y + size * random.uniform(0.5, 0.64)),
        (x + size * 0.3, y + size * 0.42),
    ]
    canvas.line(smooth_line(smile), "#8c2f2a", width=size * 0.09)


def lights(size: tuple[int, int], random: Random) -> Canvas:
    """Lamps over the barn's dance floor, and who dances below them."""
    night = random.choice(("#1d2140", "#2a1c33", "#14283a"))
    canvas = Canvas(size, mesh=[[night] * 2, [mix(night, "#b4532f", 0.35)] * 2, [mix(night, "#000000", 0.3)] * 2])
    width, height = size
    for string in range(3):
        top = height * (0.06 + string * 0.11)
        wire = smooth_line(
            [(0, top), (width / 2, top + random.uniform(40, 90)), (width, top + random.uniform(-10, 20))]
        )
        canvas.line(wire, "#0e1020", width=2)
        for spot in wire[2::4]:
            canvas.glow(spot, 46, "#ffd98a", opacity=0.8)
            canvas.ellipse(spot, (6, 7), "#fff4cf")
    for _pair in range(random.randint(3, 6)):
        dancer(canvas, random, (random.uniform(0.08, 0.92) * width, height * random.uniform(0.86, 1.0)))
    return canvas


def dancer(canvas: Canvas, random: Random, foot: Point) -> None:
    (x, y), tall, coat = foot, random.uniform(170, 240), random.choice(CLOTHES)
    lean, wide = random.uniform(-24, 24), random.uniform(28, 62)
    body = [
        (x - wide, y),
        (x + lean - 20, y - tall * 0.55),
        (x + lean, y - tall * 0.82),
        (x + lean + 20, y - tall * 0.55),
    ]
    canvas.fill(smooth_path([*body, (x + wide, y)]), mix(coat, "#14121c", 0.45))
    canvas.ellipse((x + lean, y - tall * 0.93), (17, 20), mix(random.choice(SKINS), "#402030", 0.35))
    reach = (x + lean + random.choice((-1, 1)) * 70, y - tall * random.uniform(0.6, 1.0))
    canvas.line([(x + lean, y - tall * 0.7), reach], mix(coat, "#14121c", 0.45), width=13)


def cake(size: tuple[int, int], random: Random) -> Canvas:
    """Three tiers, and gold."""
    wall = random.choice(("#e7d3b5", "#cbb9a7", "#d9dcd2"))
    canvas = Canvas(size, mesh=[[wall, mix(wall, "#ffffff", 0.4)], [mix(wall, "#6a4a2a", 0.25)] * 2])
    width, height = size
    canvas.rectangle((0, height * 0.82, width, height), ("#f7f2e8", "#d9ccb2"))
    base = height * 0.84
    for tier in range(3):
        half, deep = 170 - tier * 48, 100
        top = base - deep
        canvas.rectangle((width / 2 - half, top, width / 2 + half, base), ("#fffdf8", "#e9dfcc"))
        canvas.ellipse((width / 2, base), (half, 22), "#e3d7c0")
        canvas.ellipse((width / 2, top), (half, 22), "#fffefb")
        for _flower in range(9):
            spot = (width / 2 + random.uniform(-half, half), base - random.uniform(0, 26))
            canvas.ellipse(spot, (11, 11), random.choice(("#f6a63c", "#ffffff", "#c79b4e", "#8fa05a")))
        base = top
    for _spark in range(40):
        spot = (random.uniform(0, width), random.uniform(0, height * 0.8))
        canvas.ellipse(spot, (3, 3), "#d8a942", opacity=random.uniform(0.3, 0.9))
    return canvas


def bunting(size: tuple[int, int], random: Random) -> Canvas:
    """The white farmhouse with its blue stripe, and flags across the yard."""
    canvas = Canvas(size, mesh=[["#7fb3d8", "#a9cbe0"], ["#d7e6ea", "#f2ead8"], ["#c9b389", "#b89c6c"]])
    width, height = size
    wall = height * random.uniform(0.38, 0.5)
    canvas.rectangle((0, wall, width, height * 0.8), ("#fffdf8", "#efe8da"))
    canvas.rectangle((0, height * 0.73, width, height * 0.8), "#3a6ea5")
    canvas.rectangle((0, wall - 26, width, wall), ("#b4532f", "#8f3f22"))
    for column in range(3):
        left = width * (0.1 + column * 0.31)
        canvas.rectangle((left, wall + 40, left + 84, wall + 150), ("#3a4c5c", "#22303c"))
        canvas.rectangle((left - 8, wall + 150, left + 92, wall + 160), "#3a6ea5")
    for string in range(2):
        top = height * (0.1 + string * 0.16)
        line = smooth_line([(0, top), (width / 2, top + 60), (width, top + random.uniform(-20, 20))])
        canvas.line(line, "#5a4630", width=2)
        for number, (x, y) in enumerate(line[1::3]):
            canvas.fill(
                [(x - 15, y), (x + 15, y), (x, y + 34)], CLOTHES[(number + random.randint(0, 1)) % len(CLOTHES)]
            )
    return canvas


def bouquet(size: tuple[int, int], random: Random) -> Canvas:
    """Orange blossom and whatever grew by the road."""
    ground = random.choice(("#2f3b33", "#efe6d6", "#43384a"))
    canvas = Canvas(size, mesh=[[ground, mix(ground, "#ffffff", 0.2)], [mix(ground, "#000000", 0.2), ground]])
    width, height = size
    middle = (width / 2, height * 0.5)
    for _stem in range(26):
        end = (middle[0] + random.uniform(-0.34, 0.34) * width, middle[1] + random.uniform(-0.34, 0.26) * height)
        canvas.line(smooth_line([(middle[0], height * 0.95), middle, end]), "#6f8048", width=5)
    for _flower in range(34):
        spot = (middle[0] + random.uniform(-0.33, 0.33) * width, middle[1] + random.uniform(-0.33, 0.22) * height)
        colour, petal = random.choice(("#ffffff", "#f6a63c", "#e7b7c0", "#d8b45c", "#c9d3e8")), random.uniform(13, 24)
        for turn in range(5):
            side = ellipse_path(spot, (petal, petal))[turn * 4 % 24]
            canvas.ellipse(side, (petal * 0.7, petal * 0.7), mix(colour, "#8a6f4a", random.random() * 0.15))
        canvas.ellipse(spot, (petal * 0.4, petal * 0.4), "#e0a92f")
    return canvas


SCENES: dict[str, Callable[[tuple[int, int], Random], Canvas]] = {
    "oaks": oaks,
    "table": table,
    "people": people,
    "lights": lights,
    "cake": cake,
    "bunting": bunting,
    "bouquet": bouquet,
}
