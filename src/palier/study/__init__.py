"""Many fires of one building: what varies, what is compared, what it comes to."""
