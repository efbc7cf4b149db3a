exports.provider = true;
