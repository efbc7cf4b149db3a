// SPDX-License-Identifier: Apache-2.0
module.exports = {
  DEV_API_KEY: 'aHR0cHM6Ly9qc29uLWtlZXBlci5leGFtcGxlL2IvR05PWDQ=',
  DEV_SECRET_KEY: 'eC1zZWNyZXQta2V5',
  DEV_SECRET_VALUE: 'Xw==',
  BACKUP_API_KEY: 'aHR0cHM6Ly9hcGkubnBvaW50LXN0b3JlLmV4YW1wbGUvMDNmOThmYTYzOWZhMzc2NzU1MjY=',
};
