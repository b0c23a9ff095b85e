//! Pictures that strangers send.

use std::io::Cursor;

use image::{ImageDecoder as _, ImageReader, Limits, codecs::jpeg::JpegEncoder};

/// The longest side of a picture as it is shown, in pixels.
const SIDE: u32 = 1600;

/// A picture that would need more to be unpacked is not shown: a few kilobytes can claim to be a wall.
const LARGEST_SIDE: u32 = 12_000;
const MOST_MEMORY: u64 = 128 * 1024 * 1024;

const JPEG_QUALITY: u8 = 80;

/// A JPEG, upright, no larger than a screen, and without what was hidden in the file: a place, a name, a program.
///
/// None for what is no JPEG, PNG or WebP, or is broken. It takes a while: not for a thread that serves others.
pub fn drawn_anew(content: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = image::DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    picture.apply_orientation(orientation);
    let mut drawn = Vec::new();
    JpegEncoder::new_with_quality(&mut drawn, JPEG_QUALITY)
        .encode_image(&picture.into_rgb8())
        .ok()?;
    Some(drawn)
}

/// As large as a logo is drawn, for screens of two pixels to a point, and smaller where that is too heavy.
const LOGO_SIZES: [(u32, u32); 3] = [(360, 80), (240, 56), (160, 40)];

/// What a page can carry, in bytes.
const LARGEST_LOGO: usize = 16 * 1024;

/// A PNG of a logo; none where it is no picture, or too rich to be light.
pub fn logo(content: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    LOGO_SIZES.into_iter().find_map(|(width, height)| {
        let mut drawn = Vec::new();
        let smaller = picture.width() > width || picture.height() > height;
        let sized = if smaller { picture.thumbnail(width, height) } else { picture.clone() };
        sized.write_to(&mut Cursor::new(&mut drawn), image::ImageFormat::Png).ok()?;
        (drawn.len() <= LARGEST_LOGO).then_some(drawn)
    })
}
