"""How colours look to colour-blind eyes, how far apart they are, and how they stand out on paper."""

import numpy as np

#: Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
#: deficiency", table 1 at full severity; the matrices work on linear RGB.
SEEN_BY = {
    "everybody else": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour):
    """Return a colour such as "#0072B2" as linear red, green and blue from 0 to 1."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def difference(one, other, eyes="everybody else"):
    """Return how far apart two colours look: CIE76 delta E, where about 2 can just be seen.

    Parameters
    ----------
    one, other : str
        Colours such as "#0072B2".
    eyes : str
        A key of `SEEN_BY`.
    """
    return float(np.linalg.norm(_lab(SEEN_BY[eyes] @ linear(one)) - _lab(SEEN_BY[eyes] @ linear(other))))


def contrast(one, other="#FFFFFF"):
    """Return the contrast of two colours as the Web Content Accessibility Guidelines count it, 1 to 21."""
    lighter, darker = sorted((float(TO_XYZ[1] @ linear(colour)) for colour in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _lab(rgb):
    x, y, z = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    f = [t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
