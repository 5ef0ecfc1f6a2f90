// The bot in Azure, in one resource group: its registration with a managed identity (no secret), a container
// app, PostgreSQL that only the app can reach, and a key vault with the two secrets that there are.
//   az group create --name auditbot --location uksouth
//   az deployment group create --resource-group auditbot --template-file deploy/azure/main.bicep --parameters ...
// docs/deploy.md goes through it step by step.

targetScope = 'resourceGroup'

@description('Begins the name of everything that is made: letters and figures, in lower case.')
@minLength(3)
@maxLength(12)
param name string = 'auditbot'

@description('Where everything is made. Children\'s records of a UK council stay in the UK.')
@allowed(['uksouth', 'ukwest'])
param location string = 'uksouth'

@description('The image, with its registry: example.azurecr.io/auditbot:0.2.0')
param image string

@description('The container registry in this resource group that holds the image; empty where anybody may pull it.')
param registry string = ''

@description('Pairs id:base64 of 32 random bytes (openssl rand -base64 32). Keep a copy elsewhere: without them nothing can be read.')
@secure()
@minLength(46)
param dataKeys string

@description('The password of the database\'s account: letters and figures only, as it goes into an address.')
@secure()
@minLength(24)
param databasePassword string

@description('The id of the Microsoft 365 tenant whose people may talk to the bot.')
@minLength(36)
@maxLength(36)
param tenantId string = tenant().tenantId

@description('Processes at the same time. Two keep the bot up while a machine is replaced.')
@minValue(1)
@maxValue(10)
param processes int = 2

@description('The client id of the desk\'s app registration (docs/reports.md); empty: without the desk.')
param tabClientId string = ''

var suffix = uniqueString(resourceGroup().id)
var databaseName = 'auditbot'
var databaseUser = 'auditbot'
var appsSubnet = '10.20.0.0/23'
var databaseSubnet = '10.20.2.0/28'
// What the ingress of a container app sends from: its own subnet, and the addresses that Azure keeps for it.
var proxies = '${appsSubnet},100.100.0.0/16'
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
var imagePull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

// ---- the network ----------------------------------------------------------------------------------------

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: appsSubnet
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: databaseSubnet
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}-${suffix}.private.postgres.database.azure.com'
  location: 'global'
}

resource databaseZoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: databaseZone
  name: '${name}-network'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

// ---- the database ---------------------------------------------------------------------------------------

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${suffix}'
  location: location
  sku: {
    name: 'Standard_B2s'
    tier: 'Burstable'
  }
  properties: {
    version: '17'
    administratorLogin: databaseUser
    administratorLoginPassword: databasePassword
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 35
      geoRedundantBackup: 'Enabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: network.properties.subnets[1].id
      privateDnsZoneArmResourceId: databaseZone.id
    }
  }
  dependsOn: [
    databaseZoneLink
  ]
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// ---- the secrets ----------------------------------------------------------------------------------------

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${suffix}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
  }
}

resource dataKeysSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'data-keys'
  properties: {
    value: dataKeys
  }
}

resource databaseSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgresql://${databaseUser}:${databasePassword}@${server.properties.fullyQualifiedDomainName}/${databaseName}?ssl=require'
  }
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: secretsUser
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// ---- the image ------------------------------------------------------------------------------------------

resource images 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: empty(registry) ? 'none' : registry
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registry)) {
  name: guid(resourceGroup().id, registry, identity.id, imagePull)
  scope: images
  properties: {
    roleDefinitionId: imagePull
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// ---- the bot --------------------------------------------------------------------------------------------

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    retentionInDays: 90
    sku: {
      name: 'PerGB2018'
    }
  }
}

var registries = [
  {
    server: '${registry}.azurecr.io'
    identity: identity.id
  }
]

resource appsEnvironment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: network.properties.subnets[0].id
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

var settings = [
  {
    name: 'AUDITBOT_MODE'
    value: 'production'
  }
  {
    name: 'AUDITBOT_APP_ID'
    value: identity.properties.clientId
  }
  {
    name: 'AUDITBOT_APP_TYPE'
    value: 'UserAssignedMSI'
  }
  {
    name: 'AUDITBOT_TENANT_IDS'
    value: tenantId
  }
  {
    name: 'AUDITBOT_PROXIES'
    value: proxies
  }
  {
    name: 'AUDITBOT_DATA_KEYS'
    secretRef: 'data-keys'
  }
  {
    name: 'AUDITBOT_DATABASE_URL'
    secretRef: 'database-url'
  }
]
var deskSettings = [
  {
    name: 'AUDITBOT_PUBLIC_URL'
    value: 'https://${name}.${appsEnvironment.properties.defaultDomain}'
  }
  {
    name: 'AUDITBOT_TAB_CLIENT_ID'
    value: tabClientId
  }
]

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    managedEnvironmentId: appsEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 3978
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registry) ? [] : registries
      secrets: [
        {
          name: 'data-keys'
          keyVaultUrl: dataKeysSecret.properties.secretUri
          identity: identity.id
        }
        {
          name: 'database-url'
          keyVaultUrl: databaseSecret.properties.secretUri
          identity: identity.id
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'bot'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(settings, empty(tabClientId) ? [] : deskSettings)
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: 3978
              }
              periodSeconds: 5
              failureThreshold: 24
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: 3978
              }
              periodSeconds: 20
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: 3978
              }
              periodSeconds: 10
              timeoutSeconds: 5
            }
          ]
          volumeMounts: [
            {
              volumeName: 'scratch'
              mountPath: '/tmp'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'scratch'
          storageType: 'EmptyDir'
        }
      ]
      scale: {
        minReplicas: processes
        maxReplicas: processes
      }
      terminationGracePeriodSeconds: 40
    }
  }
  dependsOn: [
    database
    mayReadSecrets
    mayPull
  ]
}

resource registration 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${suffix}'
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: 'S1'
  }
  properties: {
    displayName: 'Case-file audits'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: identity.properties.clientId
    msaAppType: 'UserAssignedMSI'
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenantId
    disableLocalAuth: true
    isStreamingSupported: false
  }
}

resource inTeams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: registration
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
    }
  }
}

@description('For AUDITBOT_APP_ID of `auditbot teams package`.')
output appId string = identity.properties.clientId

@description('Where the bot answers.')
output address string = 'https://${app.properties.configuration.ingress.fqdn}'
