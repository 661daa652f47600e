"""The site of many versions: what there is to build, building, and joining it."""
