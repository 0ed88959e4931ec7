kubectl patch deployment {{app}} --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/livenessProbe/tcpSocket/port","value":80}]'
! wait 25
