"""Pictures of numbers, drawn as SVG: intervals, funnels, bars and lines."""
